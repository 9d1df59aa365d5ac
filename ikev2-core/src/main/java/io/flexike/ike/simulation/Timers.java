package io.flexike.ike.simulation;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/** What is to happen at which virtual time; equal times in the order of scheduling. */
final class Timers {
    private final TreeSet<Timer> queue =
            new TreeSet<>(Comparator.comparing((Timer timer) -> timer.at).thenComparing(timer -> timer.order));
    private long scheduled;

    /** Puts an action in; what it returns takes it out again when run. */
    Runnable schedule(Instant at, Runnable action) {
        Timer timer = new Timer(at, ++scheduled, action);
        queue.add(timer);
        return () -> queue.remove(timer);
    }

    Optional<Instant> next() {
        return queue.isEmpty() ? Optional.empty() : Optional.of(queue.first().at);
    }

    /** Takes the earliest action out. */
    Runnable poll() {
        Timer first = queue.first();
        queue.remove(first);
        return first.action;
    }

    private static final class Timer {
        private final Instant at;
        private final long order;
        private final Runnable action;

        Timer(Instant at, long order, Runnable action) {
            this.at = at;
            this.order = order;
            this.action = action;
        }
    }
}
