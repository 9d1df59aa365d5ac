package io.flexike.ike.session;

import java.time.Duration;

/**
 * When an unanswered request is sent again (RFC 7296 2.4).
 *
 * @param firstTimeout wait after the first transmission
 * @param multiplier growth of each further wait, at least 1
 * @param cap longest wait
 * @param tries transmissions in all, at least 1
 */
public record RetransmissionSchedule(Duration firstTimeout, double multiplier, Duration cap, int tries) {
    /** Half a second doubling to at most 8 s, 12 transmissions: about 75 s in all. */
    public static final RetransmissionSchedule DEFAULT =
            new RetransmissionSchedule(Duration.ofMillis(500), 2.0, Duration.ofSeconds(8), 12);

    public RetransmissionSchedule {
        if (firstTimeout.isNegative() || firstTimeout.isZero() || cap.compareTo(firstTimeout) < 0) {
            throw new IllegalArgumentException("the first timeout must be positive and at most the cap");
        }
        if (!(multiplier >= 1) || tries < 1) {
            throw new IllegalArgumentException("the multiplier must be at least 1 and there must be one try");
        }
    }

    /** How long to wait after the given transmission, counted from 1. */
    public Duration timeoutAfter(int transmission) {
        double nanos = firstTimeout.toNanos() * Math.pow(multiplier, transmission - 1);
        return Duration.ofNanos((long) Math.min(nanos, (double) cap.toNanos()));
    }
}
