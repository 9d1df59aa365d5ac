package io.flexike.ike.engine;

import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Answers to messages outside of any IKE SA, at a limited rate (RFC 7296 1.5, 2.21.1, 2.21.4). */
final class UnprotectedReplies {
    private static final int BURST = 20;
    private static final Duration REFILL = Duration.ofMillis(100);

    private final EngineContext context;
    private int tokens = BURST;
    private Instant refilledAt = Instant.MIN;

    UnprotectedReplies(EngineContext context) {
        this.context = context;
    }

    /** Answers an IKE_SA_INIT request without keeping state; the responder's SPI stays zero (RFC 7296 2.6). */
    void answerInit(Path path, IkeHeader request, NotifyPayload notify) {
        send(path, request, 0, notify);
    }

    /** Answers within the rate limit, with the SPIs and the message ID of the request (RFC 7296 2.21.4). */
    void answerLimited(Path path, IkeHeader request, NotifyPayload notify, Instant now) {
        if (takeToken(now)) {
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
        context.transmit(path, IkeMessage.encode(header, List.of(notify)));
    }

    private boolean takeToken(Instant now) {
        if (refilledAt.equals(Instant.MIN)) {
            refilledAt = now;
        }
        long earned = Duration.between(refilledAt, now).toMillis() / REFILL.toMillis();
        if (earned > 0) {
            tokens = (int) Math.min(BURST, tokens + earned);
            refilledAt = now;
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
