package io.flexike.ike.trace;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Puts the headers back that a socket has taken away, for captures. */
final class IpHeaders {
    private static final int IPV4_OCTETS = 20;
    private static final int IPV6_OCTETS = 40;
    private static final int UDP_OCTETS = 8;
    private static final int HOP_LIMIT = 64;
    private static final int UDP = 17;
    private static final int LARGEST_LENGTH = 0xffff;

    private IpHeaders() {}

    /**
     * An IP packet with a UDP datagram (RFC 768).
     *
     * @throws IllegalArgumentException if the families differ or it does not fit into an IP packet
     */
    static byte[] udp(InetSocketAddress source, InetSocketAddress destination, byte[] payload) {
        int length = UDP_OCTETS + payload.length;
        byte[] packet = ip(UDP, source.getAddress(), destination.getAddress(), length);
        int start = packet.length - length;
        ByteBuffer datagram = ByteBuffer.wrap(packet, start, length);
        datagram.putShort((short) source.getPort()).putShort((short) destination.getPort());
        datagram.putShort((short) length).putShort((short) 0).put(payload);
        byte[] from = source.getAddress().getAddress();
        byte[] to = destination.getAddress().getAddress();
        int checksum =
                fold(sum(from, 0, from.length) + sum(to, 0, to.length) + UDP + length + sum(packet, start, length));
        // RFC 768: a checksum of zero is sent as all ones, zero says there is none.
        datagram.putShort(start + 6, (short) (checksum == 0 ? 0xffff : checksum));
        return packet;
    }

    /** An IP packet of any protocol; as {@link #udp} for its limits. */
    static byte[] raw(int protocol, InetAddress source, InetAddress destination, byte[] payload) {
        byte[] packet = ip(protocol, source, destination, payload.length);
        System.arraycopy(payload, 0, packet, packet.length - payload.length, payload.length);
        return packet;
    }

    /** An IP packet whose payload is still empty. */
    private static byte[] ip(int protocol, InetAddress source, InetAddress destination, int payloadOctets) {
        if (source.getClass() != destination.getClass()) {
            throw new IllegalArgumentException("source and destination are of different families");
        }
        boolean six = source instanceof Inet6Address;
        int counted = six ? payloadOctets : IPV4_OCTETS + payloadOctets;
        if (counted > LARGEST_LENGTH) {
            throw new IllegalArgumentException(payloadOctets + " octets do not fit into an IP packet");
        }
        byte[] packet = new byte[(six ? IPV6_OCTETS : IPV4_OCTETS) + payloadOctets];
        ByteBuffer header = ByteBuffer.wrap(packet);
        if (six) {
            header.putInt(0x60000000).putShort((short) payloadOctets);
            header.put((byte) protocol).put((byte) HOP_LIMIT);
            header.put(source.getAddress()).put(destination.getAddress());
        } else {
            header.putShort((short) 0x4500).putShort((short) counted).putInt(0);
            header.put((byte) HOP_LIMIT).put((byte) protocol).putShort((short) 0);
            header.put(source.getAddress()).put(destination.getAddress());
            header.putShort(10, (short) fold(sum(packet, 0, IPV4_OCTETS)));
        }
        return packet;
    }

    /** The sum of 16-bit words, an odd last octet filled up with zero (RFC 1071). */
    private static long sum(byte[] octets, int offset, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int octet = octets[offset + i] & 0xff;
            sum += i % 2 == 0 ? octet << 8 : octet;
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }
}
