package io.flexike.esp;

/**
 * Learns that a pair of SAs has to be replaced, because it has carried what its {@link SaLimits} allow or because a
 * sequence number must not be used twice (RFC 4303 3.3.3). Called on the data plane's event thread. The data plane
 * itself removes nothing.
 */
@FunctionalInterface
public interface SaExpiringListener {
    /**
     * Called once for a pair when the first soft limit of either direction is reached, and once for the first hard one;
     * where both fall together, for the hard one alone.
     */
    void expiring(SaExpiring event);
}
