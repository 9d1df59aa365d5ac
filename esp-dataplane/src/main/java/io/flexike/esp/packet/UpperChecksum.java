package io.flexike.esp.packet;

/**
 * Makes the checksum of the next layer right again after the addresses of the IP header have changed on the way (RFC
 * 3948 3.1.2): TCP, UDP and ICMPv6, which sum up addresses.
 */
final class UpperChecksum {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP6 = 58;
    private static final int TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int ICMP6_HEADER = 4;

    private UpperChecksum() {}

    /** Writes the checksum of a whole packet; does nothing if its protocol has none that depends on addresses. */
    static void rewrite(byte[] buffer, PacketView packet) {
        int at = packet.offset() + packet.headerOctets();
        int octets = packet.totalOctets() - packet.headerOctets();
        switch (packet.protocol()) {
            case TCP -> {
                if (octets >= TCP_HEADER) {
                    write(buffer, packet, at, octets, 16);
                }
            }
            case UDP -> rewriteUdp(buffer, packet, at, octets);
            case ICMP6 -> {
                if (octets >= ICMP6_HEADER && packet.version() == 6) {
                    write(buffer, packet, at, octets, 2);
                }
            }
            default -> {}
        }
    }

    private static void rewriteUdp(byte[] buffer, PacketView packet, int at, int octets) {
        if (octets < UDP_HEADER) {
            return;
        }
        // RFC 768: 0 says that the sender made none
        boolean none = Octets.int16(buffer, at + 6) == 0;
        int udpOctets = Octets.int16(buffer, at + 4);
        if (none || udpOctets < UDP_HEADER || udpOctets > octets) {
            return;
        }
        write(buffer, packet, at, udpOctets, 6);
        if (Octets.int16(buffer, at + 6) == 0) {
            Octets.putInt16(buffer, at + 6, 0xffff);
        }
    }

    private static void write(byte[] buffer, PacketView packet, int at, int octets, int field) {
        Octets.putInt16(buffer, at + field, 0);
        long pseudo = packet.version() == 4
                ? InternetChecksum.ipv4PseudoHeader(buffer, packet.offset() + 12, octets, packet.protocol())
                : InternetChecksum.ipv6PseudoHeader(buffer, packet.offset() + 8, octets, packet.protocol());
        Octets.putInt16(buffer, at + field, InternetChecksum.fold(InternetChecksum.sum(pseudo, buffer, at, octets)));
    }
}
