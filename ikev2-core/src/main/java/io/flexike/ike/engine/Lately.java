package io.flexike.ike.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** For which IKE SAs something was done lately, so that it is not done again; a bounded memory. */
final class Lately {
    private static final int MOST = 1024;

    private final Duration interval;
    private final Map<Long, Instant> done = new LinkedHashMap<>();

    Lately(Duration interval) {
        this.interval = interval;
    }

    /** Whether it may be done for that IKE SA now, which counts as done then. With a full memory it may not. */
    boolean permits(long ikeSpi, Instant now) {
        Iterator<Instant> oldest = done.values().iterator();
        while (oldest.hasNext() && !now.isBefore(oldest.next().plus(interval))) {
            oldest.remove();
        }
        return done.size() < MOST && done.putIfAbsent(ikeSpi, now) == null;
    }

    int entries() {
        return done.size();
    }
}
