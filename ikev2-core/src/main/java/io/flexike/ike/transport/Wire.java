package io.flexike.ike.transport;

import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.Path;
import java.util.Optional;

/** Where datagrams leave. What arrives goes to {@link EngineDriver#received}. */
@FunctionalInterface
public interface Wire {
    /**
     * Sends a datagram, or loses it; neither blocks nor throws. The wire adds what the carrier of the path wants in
     * front: the non-ESP marker, the framing.
     */
    void send(Path path, byte[] octets);

    /** Sends over UDP or TCP, as the path says; what is for TCP is lost if there is none. */
    static Wire of(Wire udp, Optional<? extends Wire> tcp) {
        return new Wire() {
            @Override
            public void send(Path path, byte[] octets) {
                if (path.carrier() != Carrier.TCP) {
                    udp.send(path, octets);
                } else if (tcp.isPresent()) {
                    tcp.get().send(path, octets);
                }
            }

            @Override
            public void keepalive(Path path) {
                if (path.carrier() != Carrier.TCP) {
                    udp.keepalive(path);
                }
            }
        };
    }

    /** Sends one octet 0xFF, without the marker, or loses it (RFC 3948 2.3). */
    default void keepalive(Path path) {}
}
