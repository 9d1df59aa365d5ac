package io.flexike.ike.certificate;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether and how it is found out that a certificate was revoked.
 *
 * @param methods in the order in which they are tried; none switches the check off
 * @param demand what happens if none of them has an answer
 * @param ocspResponder asked instead of those that certificates name
 * @param timeLimit for all fetching of one check, of which there are 20 seconds at most with everything else
 * @param ocspSigners responders whose answers are believed beside those of the issuer and of whom that has named (RFC
 *     6960 2.2)
 */
public record RevocationPolicy(
        List<Method> methods,
        Demand demand,
        Optional<URI> ocspResponder,
        Duration timeLimit,
        List<X509Certificate> ocspSigners) {
    /** Where an answer comes from. */
    public enum Method {
        /** The Online Certificate Status Protocol (RFC 6960). */
        OCSP,
        /** Certificate Revocation Lists (RFC 5280 5). */
        CRL
    }

    /** How much an answer is worth. */
    public enum Demand {
        /** Without an answer the certificate is trusted; it is a remark of the verdict. */
        SOFT,
        /** Without an answer the certificate is refused. */
        HARD
    }

    private static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(10);

    /** Nothing is looked up, and what a peer sends is not looked at. */
    public static final RevocationPolicy OFF = of(Demand.SOFT);

    /**
     * Checks the time limit and copies the list.
     *
     * @throws IllegalArgumentException if the time limit is not positive, or a method is named twice
     */
    public RevocationPolicy {
        methods = List.copyOf(methods);
        ocspSigners = List.copyOf(ocspSigners);
        if (timeLimit.isNegative() || timeLimit.isZero()) {
            throw new IllegalArgumentException("a time limit of " + timeLimit);
        }
        if (methods.stream().distinct().count() != methods.size()) {
            throw new IllegalArgumentException("a method twice: " + methods);
        }
    }

    /** Within ten seconds, and with the responders that certificates name. */
    public static RevocationPolicy of(Demand demand, Method... methods) {
        return new RevocationPolicy(List.of(methods), demand, Optional.empty(), DEFAULT_TIME_LIMIT, List.of());
    }

    /** The same with one responder for all certificates. */
    public RevocationPolicy withResponder(URI responder) {
        return new RevocationPolicy(methods, demand, Optional.of(responder), timeLimit, ocspSigners);
    }

    /** The same with another time limit. */
    public RevocationPolicy within(Duration limit) {
        return new RevocationPolicy(methods, demand, ocspResponder, limit, ocspSigners);
    }

    /** The same with responders that are believed, too, as long as their certificates are valid. */
    public RevocationPolicy withOcspSigners(X509Certificate... responders) {
        return new RevocationPolicy(methods, demand, ocspResponder, timeLimit, List.of(responders));
    }

    /** Whether nothing is checked. */
    public boolean isOff() {
        return methods.isEmpty();
    }
}
