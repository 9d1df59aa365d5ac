package io.flexike.esp.tun.offload;

import io.flexike.esp.packet.InternetChecksum;
import io.flexike.esp.packet.Octets;
import java.nio.ByteBuffer;

/** The IP and transport headers of a superframe, from which those of each segment are made. Confined to one thread. */
final class SegmentHeaders {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int MAX_OCTETS = 65535;
    private static final int USUAL_OCTETS = 128;

    private byte[] headers = new byte[USUAL_OCTETS];
    private int octets;
    private int ipOctets;
    private boolean ipv4;
    private boolean tcp;
    private int identification;
    private int sequence;
    private int tcpFlags;
    /** Of the IPv4 header without total length, identification and checksum. */
    private long ipSum;
    /** Of the transport and pseudo-header without what differs between segments. */
    private long transportSum;

    /**
     * Reads the headers of a superframe.
     *
     * @param at where the IP header stands
     * @param packetOctets from there on
     * @param checksumStart where the transport header is said to stand, counted from the IP header
     * @param transport {@link TcpHeader#PROTOCOL} or {@link UdpHeader#PROTOCOL}
     * @return false if they contradict themselves or do not fit into the packet
     */
    boolean read(ByteBuffer memory, int at, int packetOctets, int checksumStart, int transport) {
        tcp = transport == TcpHeader.PROTOCOL;
        int shortest = tcp ? TcpHeader.MIN_OCTETS : UdpHeader.OCTETS;
        if (packetOctets < IPV4_HEADER
                || checksumStart > packetOctets - shortest
                || packetOctets - checksumStart > MAX_OCTETS) {
            return false;
        }
        int version = (memory.get(at) & 0xff) >>> 4;
        ipv4 = version == 4;
        ipOctets = checksumStart;
        boolean leads = ipv4
                ? leadsFromIpv4(memory, at, transport)
                : version == 6 && packetOctets >= IPV6_HEADER && leadsFromIpv6(memory, at, transport);
        if (!leads) {
            return false;
        }
        octets = ipOctets + (tcp ? TcpHeader.octets(memory.get(at + ipOctets + TcpHeader.DATA_OFFSET)) : shortest);
        if (octets < ipOctets + shortest || octets > packetOctets) {
            return false;
        }
        keep(memory, at);
        prepare(packetOctets - ipOctets);
        return true;
    }

    private boolean leadsFromIpv4(ByteBuffer memory, int at, int transport) {
        return ipOctets >= IPV4_HEADER
                && (memory.get(at) & 0x0f) * 4 == ipOctets
                && (memory.get(at + 9) & 0xff) == transport
                // a fragment has no segments
                && (int16(memory, at + 6) & 0x3fff) == 0;
    }

    private boolean leadsFromIpv6(ByteBuffer memory, int at, int transport) {
        int protocol = memory.get(at + 6) & 0xff;
        int reached = IPV6_HEADER;
        while (reached < ipOctets && ExtensionHeaders.canPrecedeSegments(protocol)) {
            protocol = memory.get(at + reached) & 0xff;
            reached += ExtensionHeaders.octets(memory.get(at + reached + 1));
        }
        return reached == ipOctets && protocol == transport;
    }

    private static int int16(ByteBuffer memory, int at) {
        return (memory.get(at) & 0xff) << 8 | memory.get(at + 1) & 0xff;
    }

    private void keep(ByteBuffer memory, int at) {
        if (octets > headers.length) {
            headers = new byte[octets];
        }
        memory.get(at, headers, 0, octets);
    }

    private void prepare(int transportOctets) {
        if (ipv4) {
            identification = Octets.int16(headers, 4);
            Octets.putInt16(headers, 2, 0);
            Octets.putInt16(headers, 4, 0);
            Octets.putInt16(headers, 10, 0);
            ipSum = InternetChecksum.sum(0, headers, 0, ipOctets);
        }
        int field = ipOctets + (tcp ? TcpHeader.CHECKSUM : UdpHeader.CHECKSUM);
        // what stands there is the sum of the pseudo-header, which has the final destination of a routing header
        long pseudoHeader = Octets.int16(headers, field) + (~transportOctets & 0xffffL);
        Octets.putInt16(headers, field, 0);
        if (tcp) {
            sequence = Octets.int32(headers, ipOctets + TcpHeader.SEQUENCE);
            tcpFlags = headers[ipOctets + TcpHeader.FLAGS] & 0xff;
            Octets.putInt32(headers, ipOctets + TcpHeader.SEQUENCE, 0);
            headers[ipOctets + TcpHeader.FLAGS] = 0;
        } else {
            Octets.putInt16(headers, ipOctets + UdpHeader.LENGTH, 0);
        }
        transportSum = InternetChecksum.sum(pseudoHeader, headers, ipOctets, octets - ipOctets);
    }

    /** Length of IP header with options or extension headers, and transport header. */
    int octets() {
        return octets;
    }

    /**
     * Writes the headers of one segment before its payload, which stands there already.
     *
     * @param at where the IP header is to stand
     * @param segment number of the segment, from 0
     * @param skipped octets of payload in the segments before
     * @param last whether it is the last segment
     */
    void write(byte[] target, int at, int payloadOctets, int segment, int skipped, boolean last) {
        System.arraycopy(headers, 0, target, at, octets);
        if (ipv4) {
            writeIpv4(target, at, octets + payloadOctets, identification + segment & 0xffff);
        } else {
            Octets.putInt16(target, at + 4, octets + payloadOctets - IPV6_HEADER);
        }
        int transportOctets = octets - ipOctets + payloadOctets;
        long payloadSum = InternetChecksum.sum(transportSum + transportOctets, target, at + octets, payloadOctets);
        if (tcp) {
            writeTcp(target, at + ipOctets, payloadSum, sequence + skipped, flags(segment == 0, last));
        } else {
            writeUdp(target, at + ipOctets, payloadSum, transportOctets);
        }
    }

    private void writeIpv4(byte[] target, int at, int totalOctets, int number) {
        Octets.putInt16(target, at + 2, totalOctets);
        Octets.putInt16(target, at + 4, number);
        Octets.putInt16(target, at + 10, InternetChecksum.fold(ipSum + totalOctets + number));
    }

    private int flags(boolean first, boolean last) {
        int flags = tcpFlags;
        if (!first) {
            // RFC 3168 6.1.2: the window reduction is told once
            flags &= ~TcpHeader.CWR;
        }
        return last ? flags : flags & ~(TcpHeader.FIN | TcpHeader.PSH);
    }

    private static void writeTcp(byte[] target, int at, long sum, int number, int flags) {
        Octets.putInt32(target, at + TcpHeader.SEQUENCE, number);
        target[at + TcpHeader.FLAGS] = (byte) flags;
        long whole = sum + (number >>> 16) + (number & 0xffff) + flags;
        Octets.putInt16(target, at + TcpHeader.CHECKSUM, InternetChecksum.fold(whole));
    }

    private static void writeUdp(byte[] target, int at, long sum, int udpOctets) {
        Octets.putInt16(target, at + UdpHeader.LENGTH, udpOctets);
        int checksum = InternetChecksum.fold(sum + udpOctets);
        Octets.putInt16(target, at + UdpHeader.CHECKSUM, UdpHeader.sent(checksum));
    }
}
