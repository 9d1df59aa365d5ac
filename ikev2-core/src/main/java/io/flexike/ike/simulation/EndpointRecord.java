package io.flexike.ike.simulation;

import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.FragmentNumbers;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.session.IkeEvent.MessageTraced;
import io.flexike.ike.session.IkeKeyLogEntry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an endpoint's engine has said, with traced messages tied to their way through the network. */
final class EndpointRecord {
    private final List<TimedEvent> events = new ArrayList<>();
    private final List<IkeKeyLogEntry> keys = new ArrayList<>();
    private final Map<Long, Long> initiated = new HashMap<>();
    private final List<SentMessage> sent = new ArrayList<>();
    private final List<MessageTraced> untied = new ArrayList<>();
    private final Map<IkeHeader, MessageTraced> first = new HashMap<>();
    private Instant now = Instant.MIN;

    /** A message that the engine traced when it sent it, and what the network did with it, or with its fragments. */
    record SentMessage(Instant at, MessageTraced traced, List<Transit> transits) {
        private boolean continuesWith(IkeHeader header) {
            return isSameMessage(traced.header(), header);
        }
    }

    List<TimedEvent> events() {
        return List.copyOf(events);
    }

    List<IkeKeyLogEntry> keys() {
        return List.copyOf(keys);
    }

    Map<Long, Long> initiated() {
        return initiated;
    }

    List<SentMessage> sent() {
        return sent;
    }

    /**
     * The outputs of one step; the trace of a message and its transmission belong together in whatever order they
     * stand.
     */
    void begin(Instant at, List<IkeOutput> outputs) {
        now = at;
        untied.clear();
        for (IkeOutput output : outputs) {
            if (output instanceof IkeOutput.Event event
                    && event.event() instanceof MessageTraced traced
                    && traced.sent()) {
                untied.add(traced);
            }
        }
    }

    void add(IkeOutput output, Instant at) {
        if (output instanceof IkeOutput.Event event) {
            events.add(new TimedEvent(at, event.event()));
        } else if (output instanceof IkeOutput.LogKeys log) {
            keys.add(log.entry());
        } else if (output instanceof IkeOutput.Initiated answer) {
            initiated.put(answer.handle(), answer.ikeSpi());
        } else {
            throw new AssertionError("no handler for " + output);
        }
    }

    void transmitted(IkeOutput.Transmit transmit, Transit transit) {
        try {
            IkeHeader header = IkeHeader.decode(ByteBuffer.wrap(transmit.octets()));
            boolean continues = FragmentNumbers.of(transmit.octets())
                    .filter(numbers -> numbers.number() > 1)
                    .isPresent();
            if (continues) {
                // Fragments of a message go out in one step, one behind the other.
                if (!sent.isEmpty() && sent.get(sent.size() - 1).continuesWith(header)) {
                    sent.get(sent.size() - 1).transits().add(transit);
                }
                return;
            }
            traceOf(header, transmit)
                    .ifPresent(traced -> sent.add(new SentMessage(now, traced, new ArrayList<>(List.of(transit)))));
        } catch (IkeProtocolException e) {
            throw new AssertionError("the engine sends what it could not read", e);
        }
    }

    /** From this step, or from the one that sent the same message first: engines do not trace what they repeat. */
    private Optional<MessageTraced> traceOf(IkeHeader header, IkeOutput.Transmit transmit) {
        Optional<MessageTraced> fresh = untied.stream()
                .filter(candidate -> isSameMessage(candidate.header(), header))
                .findFirst();
        if (fresh.isPresent()) {
            untied.remove(fresh.get());
            MessageTraced traced =
                    with(fresh.get(), header, transmit, fresh.get().retransmission());
            first.put(header, traced);
            return Optional.of(traced);
        }
        return Optional.ofNullable(first.get(header)).map(traced -> with(traced, header, transmit, true));
    }

    private static MessageTraced with(
            MessageTraced traced, IkeHeader header, IkeOutput.Transmit transmit, boolean retransmission) {
        return new MessageTraced(
                traced.ikeSpi(), true, transmit.path(), header, traced.payloads(), retransmission, traced.datagrams());
    }

    private static boolean isSameMessage(IkeHeader one, IkeHeader other) {
        return one.initiatorSpi() == other.initiatorSpi()
                && one.responderSpi() == other.responderSpi()
                && one.exchange().equals(other.exchange())
                && one.response() == other.response()
                && one.messageId() == other.messageId();
    }
}
