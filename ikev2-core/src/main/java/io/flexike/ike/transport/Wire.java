package io.flexike.ike.transport;

import io.flexike.ike.session.Path;

/** Where datagrams leave. What arrives goes to {@link EngineDriver#received}. */
@FunctionalInterface
public interface Wire {
    /**
     * Sends a datagram, or loses it; neither blocks nor throws. Where the path says NAT traversal, the wire puts the
     * non-ESP marker in front.
     */
    void send(Path path, byte[] octets);

    /** Sends one octet 0xFF, without the marker, or loses it (RFC 3948 2.3). */
    default void keepalive(Path path) {}
}
