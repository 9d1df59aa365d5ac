package io.flexike.ike.transport;

import java.net.InetSocketAddress;

/** Takes ESP packets that arrive in UDP on the NAT traversal port. Called on the wire's thread, must not block. */
@FunctionalInterface
public interface EspReceiver {
    /** An ESP packet, beginning with its SPI; the array now belongs to the receiver. */
    void received(InetSocketAddress local, InetSocketAddress remote, byte[] packet);

    /** Ignores them all. */
    static EspReceiver none() {
        return (local, remote, packet) -> {};
    }
}
