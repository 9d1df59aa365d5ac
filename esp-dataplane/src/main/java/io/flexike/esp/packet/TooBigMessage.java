package io.flexike.esp.packet;

/**
 * The message to the source of a packet that is too long for its way: "fragmentation needed" of ICMP (RFC 792, RFC 1191
 * 4), "packet too big" of ICMPv6 (RFC 4443 3.2).
 *
 * <p>It comes from the destination of that packet. An address of the device would be the natural source, but it is one
 * of the host that the message is written to, and hosts drop what comes from outside with their own address; the
 * destination is where they expect packets of the tunnel from.
 */
public final class TooBigMessage {
    /** Octets of the longest message: RFC 4443 2.4 (c). */
    public static final int MAX_OCTETS = 1280;

    /** RFC 1812 4.3.2.3. */
    private static final int MAX_IPV4_OCTETS = 576;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int ICMP_HEADER = 8;
    private static final int HOP_LIMIT = 64;
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    /** RFC 1812 4.3.2.5: internetwork control. */
    private static final int IPV4_PRECEDENCE = 0xc0;

    private static final int DESTINATION_UNREACHABLE = 3;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int PACKET_TOO_BIG = 2;
    /** RFC 4443 2.1: those below are errors. */
    private static final int FIRST_ICMP6_INFORMATION = 128;
    /** RFC 4443 2.4: is answered no more than an error. */
    private static final int ICMP6_REDIRECT = 137;

    private TooBigMessage() {}

    /**
     * Whether the source of a packet may be told (RFC 1122 3.2.2, RFC 4443 2.4 (e)): the packet is no error message of
     * ICMP itself and no fragment but the first, it went to one host, and it came from one.
     */
    public static boolean mayAnswer(PacketView packet) {
        return !packet.isLaterFragment() && !isError(packet) && hasHosts(packet);
    }

    private static boolean isError(PacketView packet) {
        int type = packet.sourcePort() >> 8;
        if (packet.version() == 6) {
            return packet.protocol() == ICMP6 && (type < FIRST_ICMP6_INFORMATION || type == ICMP6_REDIRECT);
        }
        return packet.protocol() == ICMP
                && switch (type) {
                    // echo, timestamp and their like ask and answer; the rest, also what has no type, is an error
                    case 0, 8, 9, 10, 13, 14, 15, 16, 17, 18 -> false;
                    default -> true;
                };
    }

    private static boolean hasHosts(PacketView packet) {
        if (packet.version() == 4) {
            return isIpv4Host(packet.sourceLow()) && isIpv4Host(packet.destinationLow());
        }
        return isIpv6Host(packet.sourceHigh(), packet.sourceLow())
                && isIpv6Host(packet.destinationHigh(), packet.destinationLow());
    }

    private static boolean isIpv4Host(long address) {
        int first = (int) (address >>> 24);
        return first != 0 && first != 127 && first < 224;
    }

    private static boolean isIpv6Host(long high, long low) {
        boolean multicast = high >>> 56 == 0xff;
        // :: and ::1
        return !multicast && (high != 0 || low >>> 1 != 0);
    }

    /**
     * Writes the message at the beginning of a buffer of {@link #MAX_OCTETS}.
     *
     * @param buffer where the packet stands that the view was made of
     * @param mtu the longest packet that fits
     * @return octets of the message
     */
    public static int write(byte[] target, byte[] buffer, PacketView packet, int mtu) {
        return packet.version() == 4 ? writeIpv4(target, buffer, packet, mtu) : writeIpv6(target, buffer, packet, mtu);
    }

    private static int writeIpv4(byte[] target, byte[] buffer, PacketView packet, int mtu) {
        int quoted = Math.min(packet.totalOctets(), MAX_IPV4_OCTETS - IPV4_HEADER - ICMP_HEADER);
        int total = IPV4_HEADER + ICMP_HEADER + quoted;
        Octets.putInt16(target, 0, 0x4500 | IPV4_PRECEDENCE);
        Octets.putInt16(target, 2, total);
        Octets.putInt32(target, 4, 0);
        Octets.putInt16(target, 8, HOP_LIMIT << 8 | ICMP);
        Octets.putInt16(target, 10, 0);
        System.arraycopy(buffer, packet.offset() + 16, target, 12, 4);
        System.arraycopy(buffer, packet.offset() + 12, target, 16, 4);
        Octets.putInt16(target, 10, InternetChecksum.fold(InternetChecksum.sum(0, target, 0, IPV4_HEADER)));
        Octets.putInt32(target, IPV4_HEADER, DESTINATION_UNREACHABLE << 24 | FRAGMENTATION_NEEDED << 16);
        // RFC 1191 4: the lower half of what RFC 792 leaves unused
        Octets.putInt32(target, IPV4_HEADER + 4, mtu & 0xffff);
        System.arraycopy(buffer, packet.offset(), target, IPV4_HEADER + ICMP_HEADER, quoted);
        long sum = InternetChecksum.sum(0, target, IPV4_HEADER, ICMP_HEADER + quoted);
        Octets.putInt16(target, IPV4_HEADER + 2, InternetChecksum.fold(sum));
        return total;
    }

    private static int writeIpv6(byte[] target, byte[] buffer, PacketView packet, int mtu) {
        int quoted = Math.min(packet.totalOctets(), MAX_OCTETS - IPV6_HEADER - ICMP_HEADER);
        Octets.putInt32(target, 0, 0x60000000);
        Octets.putInt16(target, 4, ICMP_HEADER + quoted);
        Octets.putInt16(target, 6, ICMP6 << 8 | HOP_LIMIT);
        System.arraycopy(buffer, packet.offset() + 24, target, 8, 16);
        System.arraycopy(buffer, packet.offset() + 8, target, 24, 16);
        Octets.putInt32(target, IPV6_HEADER, PACKET_TOO_BIG << 24);
        Octets.putInt32(target, IPV6_HEADER + 4, mtu);
        System.arraycopy(buffer, packet.offset(), target, IPV6_HEADER + ICMP_HEADER, quoted);
        long pseudo = InternetChecksum.ipv6PseudoHeader(target, 8, ICMP_HEADER + quoted, ICMP6);
        long sum = InternetChecksum.sum(pseudo, target, IPV6_HEADER, ICMP_HEADER + quoted);
        Octets.putInt16(target, IPV6_HEADER + 2, InternetChecksum.fold(sum));
        return IPV6_HEADER + ICMP_HEADER + quoted;
    }
}
