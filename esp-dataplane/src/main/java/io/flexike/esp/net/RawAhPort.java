package io.flexike.esp.net;

import io.flexike.esp.linux.SocketOptions;
import io.flexike.esp.packet.AhFraming;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * AH over a raw socket of Linux, protocol 51, IPv4 or IPv6. The IP header of IPv4 is ours, so that we know what AH
 * protects, and a packet longer than the path is not sent; that of IPv6 is the kernel's, which makes the same as we did
 * but for what may change on the way. Needs the capability CAP_NET_RAW.
 */
public final class RawAhPort extends RawPort {
    private static final int IPV6_HEADER_OCTETS = 40;

    /** Used by whoever receives. */
    private final SenderHeaders headers;

    private RawAhPort(InetAddress local) throws IOException {
        super("AH", AhFraming.PROTOCOL, local, local instanceof Inet4Address ? 0 : IPV6_HEADER_OCTETS);
        headers = new SenderHeaders(local);
    }

    /**
     * Opens a raw socket in the network namespace of this thread.
     *
     * @param local the address to send from and receive at
     * @throws IllegalArgumentException if it is a wildcard
     * @throws RawSocketUnavailableException if this process may not or this system cannot open one
     */
    public static RawAhPort open(InetAddress local) throws IOException {
        if (local.isAnyLocalAddress()) {
            throw new IllegalArgumentException("AH protects the address that it is sent to, which a wildcard is not");
        }
        RawAhPort port = new RawAhPort(local);
        if (port.isIpv4()) {
            try {
                port.setOption(SocketOptions.IPPROTO_IP, SocketOptions.IP_HDRINCL, 1);
            } catch (IOException | RuntimeException e) {
                port.close();
                throw e;
            }
        }
        return port;
    }

    @Override
    public Encapsulation encapsulation() {
        return Encapsulation.AH;
    }

    @Override
    boolean place(
            ByteBuffer received, int at, int octets, InetSocketAddress remote, int trafficClass, DatagramBatch batch) {
        int header = isIpv4() ? 0 : IPV6_HEADER_OCTETS;
        int total = header + octets;
        if (total > batch.longestOctets()) {
            return true;
        }
        if (!batch.reserve(total)) {
            return false;
        }
        byte[] buffer = batch.freeBuffer();
        int offset = batch.freeOffset();
        if (header > 0) {
            headers.from(remote.getAddress()).write(buffer, offset, octets, AhFraming.PROTOCOL, 0);
        }
        received.get(at, buffer, offset + header, octets);
        batch.add(buffer, offset, total, remote, trafficClass, false);
        return true;
    }
}
