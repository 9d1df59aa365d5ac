package io.flexike.ike.engine;

import java.time.Instant;

/** When one IKE SA has something to do, as {@link Deadlines} keeps it; far away if it has nothing. */
final class Deadline {
    final long ikeSpi;
    Instant at = Instant.MAX;

    /** Where it is in the heap, -1 for nowhere. */
    int place = -1;

    Deadline(long ikeSpi) {
        this.ikeSpi = ikeSpi;
    }

    boolean isBefore(Deadline other) {
        int order = at.compareTo(other.at);
        return order < 0 || order == 0 && ikeSpi < other.ikeSpi;
    }
}
