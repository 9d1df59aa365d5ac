package io.flexike.ike.engine;

import io.flexike.ike.exchange.OwnExchange;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.RetransmissionSchedule;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Our requests: the one on its way with its retransmissions (RFC 7296 2.1, 2.3, 2.4), and those that wait. */
final class RequestWindow {
    private final RetransmissionSchedule schedule;
    private @Nullable Queue<OwnExchange> waiting;
    private @Nullable Outstanding outstanding;
    private int nextMessageId;
    private int transmissions;
    private Instant retransmitAt = Instant.MAX;

    RequestWindow(RetransmissionSchedule schedule) {
        this.schedule = schedule;
    }

    /** A request without a response; the payloads are there only for a trace, the exchange is empty for IKE_SA_INIT. */
    record Outstanding(
            int messageId, ExchangeType type, byte[] octets, List<Payload> payloads, Optional<OwnExchange> exchange) {}

    Optional<Outstanding> outstanding() {
        return Optional.ofNullable(outstanding);
    }

    int nextMessageId() {
        return nextMessageId;
    }

    void sent(Outstanding request, Instant now) {
        outstanding = request;
        nextMessageId = request.messageId + 1;
        transmissions = 1;
        retransmitAt = now.plus(schedule.timeoutAfter(1));
    }

    /** The response has come. */
    void answered() {
        outstanding = null;
        retransmitAt = Instant.MAX;
    }

    /** The request to send again, empty when all tries are used up. */
    Optional<Outstanding> retransmit(Instant now) {
        if (outstanding == null || transmissions >= schedule.tries()) {
            return Optional.empty();
        }
        transmissions++;
        retransmitAt = now.plus(schedule.timeoutAfter(transmissions));
        return Optional.of(outstanding);
    }

    /** When the request has to go out again, far away if none is on its way. */
    Instant retransmitAt() {
        return retransmitAt;
    }

    int transmissions() {
        return transmissions;
    }

    void enqueue(OwnExchange exchange) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        waiting.add(exchange);
    }

    /** The next exchange that waits, if the window is free. */
    Optional<OwnExchange> next() {
        return outstanding == null && waiting != null ? Optional.ofNullable(waiting.poll()) : Optional.empty();
    }

    /** Forgets what waits and what is on its way. */
    void clear() {
        waiting = null;
        answered();
    }
}
