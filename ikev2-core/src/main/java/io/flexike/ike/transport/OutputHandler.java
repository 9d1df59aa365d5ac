package io.flexike.ike.transport;

import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.session.Path;
import java.util.function.Consumer;

/**
 * Carries out what an engine wants done. Called on the driver's thread in the engine's order, so it must not block;
 * what it throws is logged and harms nothing else.
 */
public interface OutputHandler {
    /** Sends a datagram; the non-ESP marker is still to be added where the path says NAT traversal. */
    void transmit(Path path, byte[] octets);

    /** Sends one octet 0xFF, without the marker, so that a NAT does not forget us (RFC 3948 2.3). */
    default void keepalive(Path path) {}

    /** Does anything else than transmitting. */
    void output(IkeOutput output);

    /** A handler made of two parts. */
    static OutputHandler of(Wire wire, Consumer<? super IkeOutput> others) {
        return new OutputHandler() {
            @Override
            public void transmit(Path path, byte[] octets) {
                wire.send(path, octets);
            }

            @Override
            public void keepalive(Path path) {
                wire.keepalive(path);
            }

            @Override
            public void output(IkeOutput output) {
                others.accept(output);
            }
        };
    }
}
