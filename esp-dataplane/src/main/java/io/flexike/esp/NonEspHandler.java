package io.flexike.esp;

import java.net.InetSocketAddress;

/** Takes the datagrams of an encapsulation port that are not ESP: IKE (RFC 3948 2.2). */
@FunctionalInterface
public interface NonEspHandler {
    /**
     * Called on the port's reading thread: hand the datagram on and return, without blocking.
     *
     * @param local where the port is bound, possibly a wildcard
     * @param withoutMarker belongs to the handler
     */
    void received(InetSocketAddress local, InetSocketAddress remote, byte[] withoutMarker);
}
