package io.flexike.ike.transport;

import java.util.OptionalLong;

/** Lets at most so many things through in each second and counts the rest. Thread-safe. */
final class RateLimit {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int perSecond;
    private long windowStartNanos;
    private int passed;
    private long suppressed;

    RateLimit(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.windowStartNanos = nowNanos;
    }

    /** Empty if this one is to be suppressed, else how many have been since the last that was not. */
    synchronized OptionalLong tryPass(long nowNanos) {
        if (nowNanos - windowStartNanos >= SECOND_NANOS) {
            windowStartNanos = nowNanos;
            passed = 0;
        }
        if (passed >= perSecond) {
            suppressed++;
            return OptionalLong.empty();
        }
        passed++;
        long before = suppressed;
        suppressed = 0;
        return OptionalLong.of(before);
    }
}
