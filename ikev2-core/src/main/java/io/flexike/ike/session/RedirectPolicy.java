package io.flexike.ike.session;

import java.time.Duration;

/**
 * How redirects are taken and given (RFC 5685).
 *
 * @param accepted whether as initiator we let a gateway send us to another one
 * @param maxRedirects how many in a row within {@code loopDetectPeriod} are followed, at least 1 (RFC 5685 7)
 * @param loopDetectPeriod how long a redirect counts
 * @param patience how long as gateway we leave a redirected initiator the time to delete its IKE SA (RFC 5685 5)
 */
public record RedirectPolicy(boolean accepted, int maxRedirects, Duration loopDetectPeriod, Duration patience) {
    /** Accepted, 5 within 300 seconds as the RFC says; our choice: 60 seconds to leave. */
    public static final RedirectPolicy DEFAULT =
            new RedirectPolicy(true, 5, Duration.ofSeconds(300), Duration.ofSeconds(60));

    public RedirectPolicy {
        if (maxRedirects < 1 || loopDetectPeriod.isNegative() || patience.isNegative()) {
            throw new IllegalArgumentException("at least one redirect, and no negative durations");
        }
    }

    public RedirectPolicy withAccepted(boolean taken) {
        return new RedirectPolicy(taken, maxRedirects, loopDetectPeriod, patience);
    }

    public RedirectPolicy withLoopDetection(int most, Duration period) {
        return new RedirectPolicy(accepted, most, period, patience);
    }

    public RedirectPolicy withPatience(Duration newPatience) {
        return new RedirectPolicy(accepted, maxRedirects, loopDetectPeriod, newPatience);
    }
}
