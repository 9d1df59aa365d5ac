package io.flexike.ike.simulation;

import java.time.Duration;

/**
 * How a NAT maps and filters (the words are those of RFC 4787 4 and 5).
 *
 * @param mapping what a mapping depends on
 * @param filtering whose datagrams a mapping admits
 * @param portPreservation whether the inside port is kept on the outside while it is free
 * @param idleTimeout life of a mapping after its last datagram in either direction
 */
public record NatBehaviour(Dependence mapping, Dependence filtering, boolean portPreservation, Duration idleTimeout) {
    /** One mapping for each inside port, admits answers only, changes every port, forgets after two minutes. */
    public static final NatBehaviour HOME_ROUTER = new NatBehaviour(
            Dependence.ENDPOINT_INDEPENDENT, Dependence.ADDRESS_AND_PORT, false, Duration.ofMinutes(2));

    /** A new mapping for each remote end, as carrier-grade and many corporate NATs have it. */
    public static final NatBehaviour SYMMETRIC =
            new NatBehaviour(Dependence.ADDRESS_AND_PORT, Dependence.ADDRESS_AND_PORT, false, Duration.ofMinutes(2));

    /** One mapping for each inside port, open to everybody, keeps ports. */
    public static final NatBehaviour FULL_CONE = new NatBehaviour(
            Dependence.ENDPOINT_INDEPENDENT, Dependence.ENDPOINT_INDEPENDENT, true, Duration.ofMinutes(2));

    /** What a decision depends on. */
    public enum Dependence {
        /** Only on the inside address and port. */
        ENDPOINT_INDEPENDENT,
        /** On the remote address and port as well. */
        ADDRESS_AND_PORT
    }

    /** The same with another idle timeout. */
    public NatBehaviour withIdleTimeout(Duration timeout) {
        return new NatBehaviour(mapping, filtering, portPreservation, timeout);
    }

    /** The same with or without keeping of ports. */
    public NatBehaviour withPortPreservation(boolean preserve) {
        return new NatBehaviour(mapping, filtering, preserve, idleTimeout);
    }
}
