package io.flexike.esp;

/**
 * Learns that a pair of SAs has to be replaced, because a sequence number must not be used twice (RFC 4303 3.3.3).
 * Called on the data plane's event thread. The data plane itself changes nothing.
 */
@FunctionalInterface
public interface SaExpiringListener {
    /** Called once when three quarters of the numbers are used, and once when a packet finds none left. */
    void expiring(SaExpiring event);
}
