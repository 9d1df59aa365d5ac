package io.flexike.esp.tun;

import io.flexike.esp.packet.InternetChecksum;
import io.flexike.esp.packet.Ipv4Fragmenter;
import io.flexike.esp.packet.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts packets that are longer than an MTU (RFC 791 3.2, RFC 8200 4.5). */
final class IpFragmenter {
    private static final int IPV6_HEADER = 40;
    private static final int FRAGMENT_HEADER = 8;
    private static final int FRAGMENT = 44;
    private static final int DONT_FRAGMENT = 0x4000;

    private IpFragmenter() {}

    /** Whether a router may cut it, and can. */
    static boolean mayBeCut(byte[] packet) {
        return (packet[0] & 0xf0) == 0x40
                && (Octets.int16(packet, 6) & DONT_FRAGMENT) == 0
                && Ipv4Fragmenter.canCut(packet, 0);
    }

    /** Pieces of an IPv4 packet, itself possibly a piece. */
    static List<byte[]> cutIpv4(byte[] packet, int mtu) {
        Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
        fragmenter.begin(packet, 0, mtu);
        byte[] piece = new byte[mtu];
        List<byte[]> pieces = new ArrayList<>();
        while (fragmenter.hasNext()) {
            pieces.add(Arrays.copyOf(piece, fragmenter.next(piece, 0)));
        }
        return pieces;
    }

    static void writeIpv4Checksum(byte[] packet, int headerOctets) {
        Octets.putInt16(packet, 10, 0);
        Octets.putInt16(packet, 10, InternetChecksum.fold(InternetChecksum.sum(0, packet, 0, headerOctets)));
    }

    /** Pieces of an IPv6 packet without extension headers; only its source may do this. */
    static List<byte[]> cutIpv6(byte[] packet, int mtu, int identification) {
        int room = (mtu - IPV6_HEADER - FRAGMENT_HEADER) & ~7;
        List<byte[]> pieces = new ArrayList<>();
        for (int at = IPV6_HEADER; at < packet.length; at += room) {
            int octets = Math.min(room, packet.length - at);
            byte[] piece = Arrays.copyOf(packet, IPV6_HEADER + FRAGMENT_HEADER + octets);
            System.arraycopy(packet, at, piece, IPV6_HEADER + FRAGMENT_HEADER, octets);
            Octets.putInt16(piece, 4, FRAGMENT_HEADER + octets);
            piece[6] = FRAGMENT;
            piece[IPV6_HEADER] = packet[6];
            piece[IPV6_HEADER + 1] = 0;
            int more = at + octets < packet.length ? 1 : 0;
            Octets.putInt16(piece, IPV6_HEADER + 2, at - IPV6_HEADER | more);
            Octets.putInt32(piece, IPV6_HEADER + 4, identification);
            pieces.add(piece);
        }
        return pieces;
    }
}
