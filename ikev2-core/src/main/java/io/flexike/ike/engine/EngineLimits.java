package io.flexike.ike.engine;

import java.time.Duration;

/**
 * What strangers and friends may cost one engine.
 *
 * @param halfOpenTimeout how long a responder waits between IKE_SA_INIT and the end of IKE_AUTH
 * @param cookieThreshold half-open IKE SAs from which on initiators must return a cookie (RFC 7296 2.6); 0 for always
 * @param maxHalfOpen half-open IKE SAs as responder from which on requests for new ones are dropped without a word; an
 *     eighth more is kept for the addresses of peers with which there is an IKE SA, so that they can reauthenticate
 * @param maxHalfOpenPerAddress half-open IKE SAs of one source address, or of one /64 of IPv6, from which on its new
 *     ones are dropped without a word. Below the cookie threshold it would let anybody shut out an address by forging
 *     it
 * @param maxConnecting IKE SAs in negotiation as initiator; further initiations fail at once
 * @param maxIkeSas IKE SAs at all, from which on requests for new ones are dropped without a word and initiations fail
 *     at once. Rekeying is never refused for it, and an eighth more is kept for reauthentication as above
 * @param maxChildSas Child SAs of one IKE SA, those included that were replaced and still receive, from which on the
 *     peer's requests for further ones are answered NO_ADDITIONAL_SAS (RFC 7296 1.3). Rekeying is refused for a while
 *     from twice as many on
 */
public record EngineLimits(
        Duration halfOpenTimeout,
        int cookieThreshold,
        int maxHalfOpen,
        int maxHalfOpenPerAddress,
        int maxConnecting,
        int maxIkeSas,
        int maxChildSas) {
    /**
     * A cookie above 100 half-open IKE SAs, at most 10,000 of them and 1,000 of one address, 30 s to authenticate,
     * 1,024 Child SAs of one IKE SA.
     */
    public static final EngineLimits DEFAULT =
            new EngineLimits(Duration.ofSeconds(30), 100, 10_000, 1_000, Integer.MAX_VALUE, Integer.MAX_VALUE, 1_024);

    public EngineLimits withHalfOpenTimeout(Duration timeout) {
        return new EngineLimits(
                timeout, cookieThreshold, maxHalfOpen, maxHalfOpenPerAddress, maxConnecting, maxIkeSas, maxChildSas);
    }

    public EngineLimits withCookieThreshold(int threshold) {
        return new EngineLimits(
                halfOpenTimeout, threshold, maxHalfOpen, maxHalfOpenPerAddress, maxConnecting, maxIkeSas, maxChildSas);
    }

    public EngineLimits withMaxHalfOpen(int all, int perAddress) {
        return new EngineLimits(
                halfOpenTimeout, cookieThreshold, all, perAddress, maxConnecting, maxIkeSas, maxChildSas);
    }

    public EngineLimits withMaxConnecting(int most) {
        return new EngineLimits(
                halfOpenTimeout, cookieThreshold, maxHalfOpen, maxHalfOpenPerAddress, most, maxIkeSas, maxChildSas);
    }

    public EngineLimits withMaxIkeSas(int most) {
        return new EngineLimits(
                halfOpenTimeout, cookieThreshold, maxHalfOpen, maxHalfOpenPerAddress, maxConnecting, most, maxChildSas);
    }

    public EngineLimits withMaxChildSas(int most) {
        return new EngineLimits(
                halfOpenTimeout, cookieThreshold, maxHalfOpen, maxHalfOpenPerAddress, maxConnecting, maxIkeSas, most);
    }
}
