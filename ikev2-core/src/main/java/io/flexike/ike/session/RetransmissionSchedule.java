package io.flexike.ike.session;

import java.time.Duration;

/**
 * When an unanswered request is sent again (RFC 7296 2.4).
 *
 * @param firstTimeout wait after the first transmission
 * @param multiplier growth of each further wait, at least 1
 * @param cap longest wait
 * @param tries transmissions in all, at least 1
 * @param jitter which part of each wait but the first is taken off at random, 0 to below 1
 */
public record RetransmissionSchedule(Duration firstTimeout, double multiplier, Duration cap, int tries, double jitter) {
    /** Half a second doubling to at most 8 s, 12 transmissions: about 75 s in all. */
    public static final RetransmissionSchedule DEFAULT =
            new RetransmissionSchedule(Duration.ofMillis(500), 2.0, Duration.ofSeconds(8), 12, 0.1);

    /** Without jitter. */
    public RetransmissionSchedule(Duration firstTimeout, double multiplier, Duration cap, int tries) {
        this(firstTimeout, multiplier, cap, tries, 0);
    }

    public RetransmissionSchedule {
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("a jitter of " + jitter + " is not from 0 to below 1");
        }
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

    /**
     * The same with jitter.
     *
     * @param random from 0 to below 1
     */
    public Duration timeoutAfter(int transmission, double random) {
        return Duration.ofNanos((long) (timeoutAfter(transmission).toNanos() * (1 - jitter * random)));
    }
}
