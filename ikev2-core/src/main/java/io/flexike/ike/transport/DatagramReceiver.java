package io.flexike.ike.transport;

import io.flexike.ike.session.Path;

/** Takes IKE messages from a wire; {@code driver::received} is one. Called on the wire's thread, must not block. */
@FunctionalInterface
public interface DatagramReceiver {
    /** A datagram without its non-ESP marker; the array now belongs to the receiver. */
    void received(Path path, byte[] octets);
}
