package io.flexike.ike.engine;

import io.flexike.ike.exchange.Intention;
import io.flexike.ike.exchange.OwnExchange;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Path;
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
        private final List<Payload> payloads;
        private final @Nullable OwnExchange exchange;
        private List<byte[]> datagrams;
        private final Path path;
        private boolean spread;
        private int transmissions = 1;
        private int beforeProbe;
        private Instant retransmitAt;

        private Outstanding(
                int messageId,
                ExchangeType type,
                List<byte[]> datagrams,
                List<Payload> payloads,
                @Nullable OwnExchange exchange,
                Path path,
                Instant retransmitAt) {
            this.messageId = messageId;
            this.type = type;
            this.datagrams = datagrams;
            this.payloads = payloads;
            this.exchange = exchange;
            this.path = path;
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

        /** Only for a trace, and as long as it may have to be cut into smaller fragments. */
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

        /** Along which it went first. */
        Path path() {
            return path;
        }

        void sentAlong(Path another) {
            spread |= !another.equals(path);
        }

        /** Whether it went along several paths, so that its response does not tell which one works. */
        boolean isSpread() {
            return spread;
        }
    }

    /**
     * A request goes out again in smaller fragments. RFC 7383 2.5.2: the waiting begins anew, as it were sent for the
     * first time.
     */
    void refragmented(Outstanding request, List<byte[]> datagrams, Instant now) {
        request.datagrams = datagrams;
        request.beforeProbe = request.transmissions;
        request.transmissions++;
        request.retransmitAt = now.plus(schedule.timeoutAfter(1));
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
        for (Outstanding request : outstanding) {
            if (request.messageId == messageId && request.type.equals(type)) {
                return Optional.of(request);
            }
        }
        return Optional.empty();
    }

    int nextMessageId() {
        return nextMessageId;
    }

    /** Whether the request with that number is done. */
    boolean isOver(int messageId) {
        return Integer.compareUnsigned(messageId, nextMessageId) < 0
                && outstanding.stream().noneMatch(request -> request.messageId == messageId);
    }

    /** A request has gone out for the first time. */
    void sent(
            int messageId,
            ExchangeType type,
            List<byte[]> datagrams,
            List<Payload> payloads,
            @Nullable OwnExchange exchange,
            Path path,
            Instant now) {
        sentAside(messageId, type, datagrams, payloads, exchange, path, now);
        nextMessageId = messageId + 1;
    }

    /** The same for a request whose message ID does not count (RFC 6311 5.1). */
    void sentAside(
            int messageId,
            ExchangeType type,
            List<byte[]> datagrams,
            List<Payload> payloads,
            @Nullable OwnExchange exchange,
            Path path,
            Instant now) {
        List<Outstanding> all = new ArrayList<>(outstanding);
        all.add(new Outstanding(
                messageId, type, datagrams, payloads, exchange, path, now.plus(schedule.timeoutAfter(1))));
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
        List<Outstanding> others = new ArrayList<>(outstanding);
        others.removeIf(request -> request.messageId == messageId);
        outstanding = List.copyOf(others);
    }

    /** Counts a retransmission of a request; false when all tries are used up. */
    boolean retransmit(Outstanding request, double random, Instant now) {
        int alike = request.transmissions - request.beforeProbe;
        if (alike >= schedule.tries()) {
            return false;
        }
        request.transmissions++;
        request.retransmitAt = now.plus(schedule.timeoutAfter(alike + 1, random));
        return true;
    }

    /** All that have no response. */
    List<Outstanding> all() {
        return outstanding;
    }

    /** Those that are to be sent again. */
    List<Outstanding> due(Instant now) {
        if (now.isBefore(retransmitAt())) {
            return List.of();
        }
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

    /** How many wait. */
    int waitingCount() {
        return waiting == null ? 0 : waiting.size();
    }

    /** Takes over what waits in another one. */
    void inherit(RequestWindow other) {
        if (other.waiting != null) {
            other.waiting.forEach(this::enqueue);
            other.waiting = null;
        }
    }

    /** What of all that has no response is to be asked for once more in the IKE SA that takes the place of this one. */
    List<Intention> forSuccessor() {
        return outstanding.stream()
                .flatMap(request -> request.exchange().stream())
                .flatMap(exchange -> exchange.inSuccessor().stream())
                .toList();
    }

    /** Forgets what waits and what is on its way. */
    void clear() {
        Deque<Intention> never = waiting();
        waiting = null;
        List<Outstanding> unanswered = outstanding;
        outstanding = List.of();
        unanswered.forEach(request -> request.exchange().ifPresent(OwnExchange::abandoned));
        never.forEach(Intention::abandoned);
    }

    private Deque<Intention> waiting() {
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        return waiting;
    }
}
