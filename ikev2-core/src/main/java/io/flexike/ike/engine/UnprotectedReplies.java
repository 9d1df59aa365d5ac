package io.flexike.ike.engine;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.QuickCrashDetectionTask;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Answers to messages outside of any IKE SA, at a limited rate (RFC 7296 1.5, 2.21.1, 2.21.4). */
final class UnprotectedReplies {
    private final EngineContext context;
    private final TokenBucket bucket = new TokenBucket();

    /**
     * RFC 6290 8.1: more after a crash than anything else, but limited. Our choice: 200 at once, 100 a second; beyond
     * that the answer goes without a token.
     */
    private final TokenBucket tokens = new TokenBucket(200, 100);

    UnprotectedReplies(EngineContext context) {
        this.context = context;
    }

    /** Answers an IKE_SA_INIT request without keeping state; the responder's SPI stays zero (RFC 7296 2.6). */
    void answerInit(Path path, IkeHeader request, NotifyPayload notify) {
        send(path, request, 0, notify);
    }

    /**
     * Answers a protected request for an IKE SA that does not exist, as after a crash of ours (RFC 7296 2.21.4), with
     * the tokens that prove that we have lost it (RFC 6290 4.5).
     *
     * @param lost whether neither SPI is of an IKE SA that exists; RFC 6290 9.2 forbids to give its token away, which a
     *     message with a wrong direction flag could be after
     */
    void answerUnknown(Path path, IkeHeader request, boolean lost, Instant now) {
        if (lost && context.makesCrashTokens() && tokens.take(now)) {
            List<Payload> answer = new ArrayList<>();
            answer.add(NotifyPayload.of(NotifyType.INVALID_IKE_SPI));
            context.crashTokens(request.initiatorSpi(), request.responderSpi())
                    .map(QuickCrashDetectionTask::notify)
                    .forEach(answer::add);
            send(path, request.toResponse(), answer);
        } else {
            answerLimited(path, request, NotifyPayload.of(NotifyType.INVALID_IKE_SPI), now);
        }
    }

    /**
     * Tells somebody with whom there is no IKE SA that an ESP packet came with an unknown SPI. RFC 7296 1.5: a request
     * outside of any exchange, with IKE SPIs that mean nothing.
     */
    void reportUnknownSpi(Path path, int spi, Instant now) {
        if (bucket.take(now)) {
            send(path, IkeHeader.of(0, 0, ExchangeType.INFORMATIONAL, true, false, 0), List.of(unknownSpi(spi)));
        }
    }

    private static NotifyPayload unknownSpi(int spi) {
        return NotifyPayload.of(
                NotifyType.INVALID_SPI,
                ByteBuffer.allocate(Integer.BYTES).putInt(spi).array());
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
        send(path, header, List.of(notify));
    }

    private void send(Path path, IkeHeader header, List<Payload> payloads) {
        context.trace(true, path, header, payloads);
        context.transmit(path, IkeMessage.encode(header, payloads));
    }
}
