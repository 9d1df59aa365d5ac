package io.flexike.ike.transport;

import io.flexike.ike.session.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of our own connections are wanted, and when to open the broken ones again (RFC 9329 6.1: that is for the
 * originator to do). Thread-safe. Times are those of {@link System#nanoTime}.
 */
final class Reconnection {
    /** Our choice: the first attempt at once, then after 1 s, 2 s, 4 s and so on up to this. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(32);

    private static final int MAX_DOUBLINGS = 5;

    /** Our choice: after so many attempts in vain, a path is opened again only when something is to be sent. */
    private static final int ATTEMPTS = 20;

    private final Map<Path, Attempts> wanted = new HashMap<>();

    private static final class Attempts {
        int failures;
        boolean pending;
        boolean begunBefore;
        long dueNanos;
        long connectedNanos;
    }

    /** A connection is about to be opened because something is to be sent; false if an attempt is due by itself. */
    synchronized boolean begin(Path path) {
        Attempts attempts = wanted.computeIfAbsent(path, fresh -> new Attempts());
        return !attempts.pending;
    }

    /** The connection is there; tells whether there was one before, or an attempt in vain. */
    synchronized boolean connected(Path path, long now) {
        Attempts attempts = wanted.get(path);
        if (attempts == null) {
            return false;
        }
        boolean again = attempts.begunBefore;
        attempts.begunBefore = true;
        attempts.pending = false;
        attempts.connectedNanos = now;
        return again;
    }

    /** The connection broke, or did not come about; it is to be opened again if it is wanted. */
    synchronized void broken(Path path, boolean wasConnected, long now) {
        Attempts attempts = wanted.get(path);
        if (attempts == null) {
            return;
        }
        // One that is closed as soon as it is open is no better than none.
        if (wasConnected && now - attempts.connectedNanos >= LONGEST_PAUSE.toNanos()) {
            attempts.failures = 0;
        }
        attempts.begunBefore = true;
        attempts.failures++;
        if (attempts.failures > ATTEMPTS) {
            wanted.remove(path);
            return;
        }
        attempts.pending = true;
        attempts.dueNanos = now + pause(attempts.failures).toNanos();
    }

    /** Nobody wants it any more. */
    synchronized void forget(Path path) {
        wanted.remove(path);
    }

    /** The paths to be opened now. */
    synchronized List<Path> due(long now) {
        List<Path> due = new ArrayList<>();
        wanted.forEach((path, attempts) -> {
            if (attempts.pending && now - attempts.dueNanos >= 0) {
                attempts.pending = false;
                due.add(path);
            }
        });
        return due;
    }

    private static Duration pause(int failures) {
        if (failures == 1) {
            return Duration.ZERO;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(failures - 2, MAX_DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
