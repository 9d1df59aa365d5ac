package io.flexike.esp.tun.offload;

import io.flexike.esp.packet.InternetChecksum;
import io.flexike.esp.packet.Octets;
import java.util.Arrays;

/**
 * A packet of a TCP or UDP flow: a reusable view, confined to one thread.
 *
 * <p>Only plain packets belong to a flow here: whole ones, without options of IPv4 and extension headers of IPv6.
 */
final class FlowPacket {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int IPV4_ADDRESSES = 12;
    private static final int IPV6_ADDRESSES = 8;
    private static final int MAY_NOT_BE_FRAGMENTED = 0x4000;

    private static final byte[] NONE = {};

    private byte[] buffer = NONE;
    private int offset;
    private int octets;
    private boolean ipv4;
    private boolean tcp;
    private int ipOctets;
    private int headerOctets;

    /** Reads a packet; returns false if it belongs to no flow, and the content is undefined then. */
    boolean read(byte[] buffer, int offset, int octets) {
        this.buffer = buffer;
        this.offset = offset;
        this.octets = octets;
        if (octets < IPV4_HEADER) {
            return false;
        }
        int version = (buffer[offset] & 0xff) >>> 4;
        ipv4 = version == 4;
        ipOctets = ipv4 ? IPV4_HEADER : IPV6_HEADER;
        return (ipv4 ? isPlainIpv4() : version == 6 && isPlainIpv6()) && readTransport();
    }

    private boolean isPlainIpv4() {
        int flagsAndOffset = Octets.int16(buffer, offset + 6);
        tcp = buffer[offset + 9] == TcpHeader.PROTOCOL;
        return (buffer[offset] & 0x0f) == IPV4_HEADER / 4
                && Octets.int16(buffer, offset + 2) == octets
                && (flagsAndOffset & ~MAY_NOT_BE_FRAGMENTED) == 0
                && (tcp || buffer[offset + 9] == UdpHeader.PROTOCOL);
    }

    private boolean isPlainIpv6() {
        if (octets < IPV6_HEADER) {
            return false;
        }
        tcp = buffer[offset + 6] == TcpHeader.PROTOCOL;
        return Octets.int16(buffer, offset + 4) == octets - IPV6_HEADER
                && (tcp || buffer[offset + 6] == UdpHeader.PROTOCOL);
    }

    private boolean readTransport() {
        int transportOctets = octets - ipOctets;
        if (!tcp) {
            headerOctets = ipOctets + UdpHeader.OCTETS;
            return transportOctets >= UdpHeader.OCTETS
                    && Octets.int16(buffer, transport() + UdpHeader.LENGTH) == transportOctets;
        }
        if (transportOctets < TcpHeader.MIN_OCTETS) {
            return false;
        }
        int tcpOctets = TcpHeader.octets(buffer[transport() + TcpHeader.DATA_OFFSET]);
        headerOctets = ipOctets + tcpOctets;
        return tcpOctets >= TcpHeader.MIN_OCTETS && tcpOctets <= transportOctets;
    }

    private int transport() {
        return offset + ipOctets;
    }

    boolean isTcp() {
        return tcp;
    }

    boolean isIpv4() {
        return ipv4;
    }

    /** Length of the IP header. */
    int ipOctets() {
        return ipOctets;
    }

    /** Length of IP and transport header. */
    int headerOctets() {
        return headerOctets;
    }

    int payloadOctets() {
        return octets - headerOctets;
    }

    /** The type of a superframe of such packets. */
    int gsoType() {
        return !tcp ? VnetHeader.GSO_UDP : ipv4 ? VnetHeader.GSO_TCP4 : VnetHeader.GSO_TCP6;
    }

    int identification() {
        return Octets.int16(buffer, offset + 4);
    }

    boolean mayBeFragmented() {
        return (Octets.int16(buffer, offset + 6) & MAY_NOT_BE_FRAGMENTED) == 0;
    }

    int sequence() {
        return Octets.int32(buffer, transport() + TcpHeader.SEQUENCE);
    }

    boolean isPushed() {
        return tcp && (buffer[transport() + TcpHeader.FLAGS] & TcpHeader.PSH) != 0;
    }

    /** Whether it carries data and nothing that would be lost if it were a part of something longer. */
    boolean isJoinable() {
        if (payloadOctets() < 1) {
            return false;
        }
        return tcp
                ? (buffer[transport() + TcpHeader.FLAGS] & ~TcpHeader.PSH) == TcpHeader.ACK
                // a superframe's packets all have a checksum
                : Octets.int16(buffer, transport() + UdpHeader.CHECKSUM) != 0;
    }

    /** Whether the two have the same addresses, protocol and ports. */
    boolean isOfFlow(FlowPacket other) {
        if (ipv4 != other.ipv4
                || tcp != other.tcp
                || Octets.int32(buffer, transport()) != Octets.int32(other.buffer, other.transport())) {
            return false;
        }
        return ipv4
                ? isSame64(other, IPV4_ADDRESSES)
                : isSame64(other, IPV6_ADDRESSES)
                        && isSame64(other, IPV6_ADDRESSES + 8)
                        && isSame64(other, IPV6_ADDRESSES + 16)
                        && isSame64(other, IPV6_ADDRESSES + 24);
    }

    private boolean isSame64(FlowPacket other, int at) {
        return Octets.int64(buffer, offset + at) == Octets.int64(other.buffer, other.offset + at);
    }

    /**
     * Whether the headers of the two, of one flow, differ in nothing but what tells packets of one superframe apart:
     * lengths, identification, sequence number, PSH and checksums.
     */
    boolean hasHeadersOf(FlowPacket other) {
        return headerOctets == other.headerOctets
                && (ipv4 ? hasIpv4HeaderOf(other) : hasIpv6HeaderOf(other))
                && (!tcp || hasTcpHeaderOf(other));
    }

    private boolean hasIpv4HeaderOf(FlowPacket other) {
        return isSame16(other, 0) && isSame16(other, 6) && isSame16(other, 8);
    }

    private boolean hasIpv6HeaderOf(FlowPacket other) {
        return isSame16(other, 0) && isSame16(other, 2) && isSame16(other, 6);
    }

    private boolean hasTcpHeaderOf(FlowPacket other) {
        int acknowledgment = ipOctets + TcpHeader.ACKNOWLEDGMENT;
        int options = ipOctets + TcpHeader.MIN_OCTETS;
        int flagsHere = Octets.int16(buffer, transport() + TcpHeader.DATA_OFFSET);
        int flagsThere = Octets.int16(other.buffer, other.transport() + TcpHeader.DATA_OFFSET);
        return isSame16(other, acknowledgment)
                && isSame16(other, acknowledgment + 2)
                && ((flagsHere ^ flagsThere) & ~TcpHeader.PSH) == 0
                && isSame16(other, ipOctets + TcpHeader.WINDOW)
                && isSame16(other, ipOctets + TcpHeader.URGENT)
                && Arrays.equals(
                        buffer,
                        offset + options,
                        offset + headerOctets,
                        other.buffer,
                        other.offset + options,
                        other.offset + headerOctets);
    }

    private boolean isSame16(FlowPacket other, int at) {
        return Octets.int16(buffer, offset + at) == Octets.int16(other.buffer, other.offset + at);
    }

    /** Whether all checksums are right. Those of a superframe are computed anew, which would hide a wrong one. */
    boolean isIntact() {
        if (ipv4 && InternetChecksum.folded(InternetChecksum.sum(0, buffer, offset, IPV4_HEADER)) != 0xffff) {
            return false;
        }
        int transportOctets = octets - ipOctets;
        long sum = InternetChecksum.sum(pseudoHeader(transportOctets), buffer, transport(), transportOctets);
        return InternetChecksum.folded(sum) == 0xffff;
    }

    /** The sum of the pseudo-header of so many octets that have this packet's addresses and protocol. */
    long pseudoHeader(int transportOctets) {
        int protocol = tcp ? TcpHeader.PROTOCOL : UdpHeader.PROTOCOL;
        return ipv4
                ? InternetChecksum.ipv4PseudoHeader(buffer, offset + IPV4_ADDRESSES, transportOctets, protocol)
                : InternetChecksum.ipv6PseudoHeader(buffer, offset + IPV6_ADDRESSES, transportOctets, protocol);
    }

    /** Forgets the packet's array, which belongs to somebody else. */
    void clear() {
        buffer = NONE;
    }
}
