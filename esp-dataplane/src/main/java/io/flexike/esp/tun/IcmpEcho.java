package io.flexike.esp.tun;

import io.flexike.esp.packet.InternetChecksum;
import io.flexike.esp.packet.Octets;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * An echo request or reply of ICMP (RFC 792) or ICMPv6 (RFC 4443 4).
 *
 * @param payload what the reply has to repeat
 */
@SuppressWarnings("ArrayRecordComponent")
record IcmpEcho(boolean request, int identifier, int sequence, byte[] payload) {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int ICMP_HEADER = 8;
    private static final int TTL = 64;
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int REQUEST4 = 8;
    private static final int REPLY4 = 0;
    private static final int REQUEST6 = 128;
    private static final int REPLY6 = 129;

    /** Octets of the headers before the payload. */
    static int headerOctets(InetAddress address) {
        return (address.getAddress().length == 4 ? IPV4_HEADER : IPV6_HEADER) + ICMP_HEADER;
    }

    IcmpEcho reply() {
        return new IcmpEcho(false, identifier, sequence, payload);
    }

    /** The whole IP packet. */
    byte[] toPacket(InetAddress source, InetAddress destination, int packetIdentifier) {
        byte[] from = source.getAddress();
        byte[] to = destination.getAddress();
        return from.length == 4 ? toIpv4(from, to, packetIdentifier) : toIpv6(from, to);
    }

    private byte[] toIpv4(byte[] from, byte[] to, int packetIdentifier) {
        byte[] packet = new byte[IPV4_HEADER + ICMP_HEADER + payload.length];
        packet[0] = 0x45;
        Octets.putInt16(packet, 2, packet.length);
        Octets.putInt16(packet, 4, packetIdentifier);
        packet[8] = TTL;
        packet[9] = ICMP;
        System.arraycopy(from, 0, packet, 12, 4);
        System.arraycopy(to, 0, packet, 16, 4);
        Octets.putInt16(packet, 10, InternetChecksum.fold(InternetChecksum.sum(0, packet, 0, IPV4_HEADER)));
        writeMessage(packet, IPV4_HEADER, request ? REQUEST4 : REPLY4, 0);
        return packet;
    }

    private byte[] toIpv6(byte[] from, byte[] to) {
        byte[] packet = new byte[IPV6_HEADER + ICMP_HEADER + payload.length];
        packet[0] = 0x60;
        Octets.putInt16(packet, 4, packet.length - IPV6_HEADER);
        packet[6] = ICMP6;
        packet[7] = TTL;
        System.arraycopy(from, 0, packet, 8, 16);
        System.arraycopy(to, 0, packet, 24, 16);
        long pseudo = InternetChecksum.ipv6PseudoHeader(packet, 8, packet.length - IPV6_HEADER, ICMP6);
        writeMessage(packet, IPV6_HEADER, request ? REQUEST6 : REPLY6, pseudo);
        return packet;
    }

    private void writeMessage(byte[] packet, int at, int type, long pseudoHeader) {
        packet[at] = (byte) type;
        Octets.putInt16(packet, at + 4, identifier);
        Octets.putInt16(packet, at + 6, sequence);
        System.arraycopy(payload, 0, packet, at + ICMP_HEADER, payload.length);
        long sum = InternetChecksum.sum(pseudoHeader, packet, at, ICMP_HEADER + payload.length);
        Octets.putInt16(packet, at + 2, InternetChecksum.fold(sum));
    }

    /**
     * Reads an echo message; empty if it is something else or its checksum is wrong.
     *
     * @param version of IP; ICMP goes with version 4 only, ICMPv6 with version 6 only
     * @param protocol next layer protocol of the packet
     * @param at where the ICMP header begins
     */
    static Optional<IcmpEcho> parse(byte[] packet, int version, int protocol, int at, int end) {
        if (protocol != (version == 4 ? ICMP : ICMP6) || end - at < ICMP_HEADER) {
            return Optional.empty();
        }
        int type = packet[at] & 0xff;
        boolean request = type == (protocol == ICMP ? REQUEST4 : REQUEST6);
        boolean reply = type == (protocol == ICMP ? REPLY4 : REPLY6);
        long pseudo = protocol == ICMP ? 0 : InternetChecksum.ipv6PseudoHeader(packet, 8, end - at, ICMP6);
        boolean intact = InternetChecksum.fold(InternetChecksum.sum(pseudo, packet, at, end - at)) == 0;
        if (!request && !reply || !intact) {
            return Optional.empty();
        }
        byte[] payload = Arrays.copyOfRange(packet, at + ICMP_HEADER, end);
        return Optional.of(new IcmpEcho(request, Octets.int16(packet, at + 4), Octets.int16(packet, at + 6), payload));
    }
}
