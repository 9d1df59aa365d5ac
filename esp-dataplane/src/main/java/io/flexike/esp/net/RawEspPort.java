package io.flexike.esp.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Native ESP over a raw socket of Linux, protocol 50, IPv4 or IPv6. The kernel builds the outer IP header and fragments
 * what is longer than the path. Needs the capability CAP_NET_RAW.
 */
public final class RawEspPort extends RawPort {
    private static final int IPPROTO_ESP = 50;

    private RawEspPort(InetAddress local) throws IOException {
        super("ESP", IPPROTO_ESP, local, 0);
    }

    /**
     * Opens a raw socket in the network namespace of this thread.
     *
     * @param local the address to send from and receive at, or the wildcard of IPv4 or IPv6
     * @throws RawSocketUnavailableException if this process may not or this system cannot open one
     */
    public static RawEspPort open(InetAddress local) throws IOException {
        return new RawEspPort(local);
    }

    @Override
    public Encapsulation encapsulation() {
        return Encapsulation.NATIVE;
    }

    @Override
    boolean place(
            ByteBuffer received, int at, int octets, InetSocketAddress remote, int trafficClass, DatagramBatch batch) {
        int header = isIpv4() && octets > 0 ? (received.get(at) & 0x0f) * 4 : 0;
        return header > octets
                || CoalescedReceiver.placeWhole(received, at + header, octets - header, remote, trafficClass, batch);
    }
}
