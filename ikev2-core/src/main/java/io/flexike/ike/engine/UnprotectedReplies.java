package io.flexike.ike.engine;

import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.Path;
import java.time.Instant;
import java.util.List;

/** Answers to messages outside of any IKE SA, at a limited rate (RFC 7296 1.5, 2.21.1, 2.21.4). */
final class UnprotectedReplies {
    private final EngineContext context;
    private final TokenBucket bucket = new TokenBucket();

    UnprotectedReplies(EngineContext context) {
        this.context = context;
    }

    /** Answers an IKE_SA_INIT request without keeping state; the responder's SPI stays zero (RFC 7296 2.6). */
    void answerInit(Path path, IkeHeader request, NotifyPayload notify) {
        send(path, request, 0, notify);
    }

    /** Answers within the rate limit, with the SPIs and the message ID of the request (RFC 7296 2.21.4). */
    void answerLimited(Path path, IkeHeader request, NotifyPayload notify, Instant now) {
        if (bucket.take(now)) {
            send(path, request, request.responderSpi(), notify);
        }
    }

    private void send(Path path, IkeHeader request, long responderSpi, NotifyPayload notify) {
        IkeHeader header = IkeHeader.of(
                request.initiatorSpi(),
                responderSpi,
                request.exchange(),
                !request.fromInitiator(),
                true,
                request.messageId());
        context.trace(true, path, header, List.of(notify));
        context.transmit(path, IkeMessage.encode(header, List.of(notify)));
    }
}
