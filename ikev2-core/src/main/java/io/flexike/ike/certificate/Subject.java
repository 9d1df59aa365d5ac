package io.flexike.ike.certificate;

import io.flexike.crypto.suite.CryptoPolicy;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * A certificate of which it is asked whether it was revoked. Its signature has been verified with the key of the
 * issuer.
 *
 * @param policy which signatures an answer may have
 */
record Subject(X509Certificate certificate, X509Certificate issuer, Instant now, CryptoPolicy policy) {
    /** Our choice: how far clocks of others may be ahead. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    boolean isFuture(Instant instant) {
        return instant.isAfter(now.plus(SKEW));
    }

    boolean isPast(Instant instant) {
        return now.isAfter(instant);
    }
}
