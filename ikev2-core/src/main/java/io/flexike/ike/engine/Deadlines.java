package io.flexike.ike.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The next deadline of each IKE SA, and the earliest of all. */
final class Deadlines {
    private record Entry(Instant at, long ikeSpi) {}

    private final TreeSet<Entry> ordered =
            new TreeSet<>(Comparator.comparing(Entry::at).thenComparingLong(Entry::ikeSpi));
    private final Map<Long, Entry> byIkeSpi = new HashMap<>();

    /** Sets or, with {@link Instant#MAX}, forgets the deadline of an IKE SA. */
    void set(long ikeSpi, Instant at) {
        Entry old = byIkeSpi.get(ikeSpi);
        if (old != null) {
            if (old.at.equals(at)) {
                return;
            }
            ordered.remove(old);
            byIkeSpi.remove(ikeSpi);
        }
        if (!at.equals(Instant.MAX)) {
            Entry entry = new Entry(at, ikeSpi);
            ordered.add(entry);
            byIkeSpi.put(ikeSpi, entry);
        }
    }

    int size() {
        return byIkeSpi.size();
    }

    Optional<Instant> earliest() {
        return ordered.isEmpty() ? Optional.empty() : Optional.of(ordered.first().at);
    }

    /** The IKE SAs whose deadline has come. */
    List<Long> due(Instant now) {
        List<Long> due = new ArrayList<>();
        for (Entry entry : ordered) {
            if (entry.at.isAfter(now)) {
                break;
            }
            due.add(entry.ikeSpi);
        }
        return due;
    }
}
