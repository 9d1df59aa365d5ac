package io.flexike.ike.engine;

import io.flexike.ike.exchange.Intention;
import io.flexike.ike.exchange.OwnExchange;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.RetransmissionSchedule;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Our requests: those on their way with their retransmissions (RFC 7296 2.1, 2.3, 2.4), and what waits for its turn.
 */
final class RequestWindow {
    private final RetransmissionSchedule schedule;
    private List<Outstanding> outstanding = List.of();
    private @Nullable Deque<Intention> waiting;
    private int nextMessageId;

    RequestWindow(RetransmissionSchedule schedule) {
        this.schedule = schedule;
    }

    /** A request without a response. */
    static final class Outstanding {
        private final int messageId;
        private final ExchangeType type;
        private final List<byte[]> datagrams;
        private final List<Payload> payloads;
        private final @Nullable OwnExchange exchange;
        private int transmissions = 1;
        private Instant retransmitAt;

        private Outstanding(
                int messageId,
                ExchangeType type,
                List<byte[]> datagrams,
                List<Payload> payloads,
                @Nullable OwnExchange exchange,
                Instant retransmitAt) {
            this.messageId = messageId;
            this.type = type;
            this.datagrams = datagrams;
            this.payloads = payloads;
            this.exchange = exchange;
            this.retransmitAt = retransmitAt;
        }

        int messageId() {
            return messageId;
        }

        ExchangeType type() {
            return type;
        }

        /** One, or the fragments of one message. */
        List<byte[]> datagrams() {
            return datagrams;
        }

        /** Only for a trace. */
        List<Payload> payloads() {
            return payloads;
        }

        /** Empty for IKE_SA_INIT. */
        Optional<OwnExchange> exchange() {
            return Optional.ofNullable(exchange);
        }

        int transmissions() {
            return transmissions;
        }
    }

    boolean isEmpty() {
        return outstanding.isEmpty();
    }

    /** Whether a further request may go out beside those on their way. */
    boolean hasRoom(int windowSize) {
        return outstanding.size() < windowSize
                && outstanding.stream().noneMatch(request -> request.exchange != null && request.exchange.isAlone())
                // RFC 7296 2.3: the window reaches from the oldest request without a response.
                && (outstanding.isEmpty() || nextMessageId - outstanding.get(0).messageId < windowSize);
    }

    Optional<Outstanding> find(int messageId, ExchangeType type) {
        return outstanding.stream()
                .filter(request -> request.messageId == messageId && request.type.equals(type))
                .findFirst();
    }

    int nextMessageId() {
        return nextMessageId;
    }

    /** A request has gone out for the first time. */
    void sent(
            int messageId,
            ExchangeType type,
            List<byte[]> datagrams,
            List<Payload> payloads,
            @Nullable OwnExchange exchange,
            Instant now) {
        sentAside(messageId, type, datagrams, payloads, exchange, now);
        nextMessageId = messageId + 1;
    }

    /** The same for a request whose message ID does not count (RFC 6311 5.1). */
    void sentAside(
            int messageId,
            ExchangeType type,
            List<byte[]> datagrams,
            List<Payload> payloads,
            @Nullable OwnExchange exchange,
            Instant now) {
        List<Outstanding> all = new ArrayList<>(outstanding);
        all.add(new Outstanding(messageId, type, datagrams, payloads, exchange, now.plus(schedule.timeoutAfter(1))));
        outstanding = List.copyOf(all);
    }

    /** RFC 6311 9: goes on with that message ID. */
    void synchronize(int next) {
        nextMessageId = next;
    }

    /** RFC 6311 9: no longer waits for any response; tells what has none. */
    List<OwnExchange> abandon() {
        List<OwnExchange> lost = outstanding.stream()
                .map(Outstanding::exchange)
                .flatMap(Optional::stream)
                .toList();
        outstanding = List.of();
        return lost;
    }

    /** The response has come. */
    void answered(int messageId) {
        outstanding = outstanding.stream()
                .filter(request -> request.messageId != messageId)
                .toList();
    }

    /** Counts a retransmission of a request; false when all tries are used up. */
    boolean retransmit(Outstanding request, double random, Instant now) {
        if (request.transmissions >= schedule.tries()) {
            return false;
        }
        request.transmissions++;
        request.retransmitAt = now.plus(schedule.timeoutAfter(request.transmissions, random));
        return true;
    }

    /** Those that are to be sent again. */
    List<Outstanding> due(Instant now) {
        return outstanding.stream()
                .filter(request -> !now.isBefore(request.retransmitAt))
                .toList();
    }

    /** When the next one has to go out again, far away if none is on its way. */
    Instant retransmitAt() {
        Instant earliest = Instant.MAX;
        for (Outstanding request : outstanding) {
            if (request.retransmitAt.isBefore(earliest)) {
                earliest = request.retransmitAt;
            }
        }
        return earliest;
    }

    void enqueue(Intention intention) {
        waiting().addLast(intention);
    }

    /** Puts what follows from an exchange in front of everything that waits. */
    void enqueueFirst(List<Intention> intentions) {
        for (int i = intentions.size() - 1; i >= 0; i--) {
            waiting().addFirst(intentions.get(i));
        }
    }

    /** What waits longest. */
    Optional<Intention> poll() {
        return waiting == null ? Optional.empty() : Optional.ofNullable(waiting.poll());
    }

    /** Takes over what waits in another one. */
    void inherit(RequestWindow other) {
        if (other.waiting != null) {
            other.waiting.forEach(this::enqueue);
            other.waiting = null;
        }
    }

    /** Forgets what waits and what is on its way. */
    void clear() {
        waiting = null;
        outstanding = List.of();
    }

    private Deque<Intention> waiting() {
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        return waiting;
    }
}
