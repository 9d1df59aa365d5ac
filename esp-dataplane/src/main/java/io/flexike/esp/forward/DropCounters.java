package io.flexike.esp.forward;

import io.flexike.esp.packet.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many packets were dropped, by reason. Thread-safe. */
@SuppressWarnings("EnumOrdinal") // the ordinal only finds a counter in an array
final class DropCounters {
    private static final Verdict[] VERDICTS = Verdict.values();

    private final LongAdder[] counters = new LongAdder[VERDICTS.length];

    DropCounters() {
        for (int i = 0; i < counters.length; i++) {
            counters[i] = new LongAdder();
        }
    }

    void count(Verdict verdict) {
        counters[verdict.ordinal()].increment();
    }

    void count(Verdict verdict, long packets) {
        counters[verdict.ordinal()].add(packets);
    }

    Map<Verdict, Long> read() {
        Map<Verdict, Long> read = new EnumMap<>(Verdict.class);
        for (Verdict verdict : VERDICTS) {
            read.put(verdict, counters[verdict.ordinal()].sum());
        }
        return read;
    }
}
