package io.flexike.ike.engine;

import java.time.Duration;
import java.time.Instant;

/** Limits how often strangers make us do something. */
final class TokenBucket {
    private final int burst;
    private final long refillMillis;
    private int tokens;
    private Instant refilledAt = Instant.EPOCH;

    /** 20 at once, 10 a second. Our own choice. */
    TokenBucket() {
        this(20, 10);
    }

    /** @param perSecond 1 to 1,000 */
    TokenBucket(int burst, int perSecond) {
        this.burst = burst;
        this.refillMillis = 1000 / perSecond;
        this.tokens = burst;
    }

    /** Whether it may be done once more. */
    boolean take(Instant now) {
        long earned = Duration.between(refilledAt, now).toMillis() / refillMillis;
        if (earned > 0) {
            tokens = (int) Math.min(burst, tokens + earned);
            refilledAt = now;
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
