package io.flexike.flexvpn;

import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.transport.IkePorts;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** Two UDP ports of 127.0.0.1 that were free a moment ago. */
record PortPair(int ike, int natTraversal) {
    static PortPair free() throws SocketException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramSocket one = new DatagramSocket(new InetSocketAddress(loopback, 0));
                DatagramSocket other = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
            return new PortPair(one.getLocalPort(), other.getLocalPort());
        }
    }

    IkePorts ports() {
        return new IkePorts(ike, natTraversal);
    }

    PeerEndpoint endpoint() {
        return new PeerEndpoint("127.0.0.1", ike, natTraversal);
    }
}
