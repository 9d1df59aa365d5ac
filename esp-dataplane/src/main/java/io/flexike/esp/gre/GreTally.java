package io.flexike.esp.gre;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a tunnel does. Thread-safe. */
@SuppressWarnings("EnumOrdinal") // the ordinal only finds a counter in an array
final class GreTally {
    private static final GreDropReason[] REASONS = GreDropReason.values();

    final LongAdder sent = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder keepalives = new LongAdder();
    final LongAdder otherProtocols = new LongAdder();
    private final LongAdder[] drops = new LongAdder[REASONS.length];

    GreTally() {
        for (int i = 0; i < drops.length; i++) {
            drops[i] = new LongAdder();
        }
    }

    void drop(GreDropReason reason) {
        drop(reason, 1);
    }

    void drop(GreDropReason reason, int packets) {
        drops[reason.ordinal()].add(packets);
    }

    GreCounters read() {
        Map<GreDropReason, Long> counted = new EnumMap<>(GreDropReason.class);
        for (GreDropReason reason : REASONS) {
            long count = drops[reason.ordinal()].sum();
            if (count > 0) {
                counted.put(reason, count);
            }
        }
        return new GreCounters(sent.sum(), received.sum(), keepalives.sum(), otherProtocols.sum(), counted);
    }
}
