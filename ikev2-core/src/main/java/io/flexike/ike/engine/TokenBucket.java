package io.flexike.ike.engine;

import java.time.Duration;
import java.time.Instant;

/** Limits how often strangers make us do something: 20 at once, 10 a second. Our own choice. */
final class TokenBucket {
    private static final int BURST = 20;
    private static final Duration REFILL = Duration.ofMillis(100);

    private int tokens = BURST;
    private Instant refilledAt = Instant.EPOCH;

    /** Whether it may be done once more. */
    boolean take(Instant now) {
        long earned = Duration.between(refilledAt, now).toMillis() / REFILL.toMillis();
        if (earned > 0) {
            tokens = (int) Math.min(BURST, tokens + earned);
            refilledAt = now;
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
