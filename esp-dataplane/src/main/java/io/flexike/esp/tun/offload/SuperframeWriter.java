package io.flexike.esp.tun.offload;

import io.flexike.esp.packet.InternetChecksum;
import io.flexike.esp.packet.Octets;
import java.nio.ByteBuffer;

/** Writes packets of one flow into memory as one superframe. Reusable, confined to one thread. */
final class SuperframeWriter {
    /** IPv6 and the longest TCP header. */
    private static final int MAX_HEADER_OCTETS = 40 + 60;

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final byte[] headers = new byte[MAX_HEADER_OCTETS];
    private final FlowPacket first = new FlowPacket();
    private ByteBuffer memory = NONE;
    private int at;
    private int flags;

    /** Begins with the first packet, which belongs to a flow. */
    void begin(ByteBuffer target, byte[] buffer, int offset, int octets) {
        if (!first.read(buffer, offset, octets)) {
            throw new AssertionError("a superframe of packets that belong to no flow");
        }
        memory = target;
        System.arraycopy(buffer, offset, headers, 0, first.headerOctets());
        at = VnetHeader.OCTETS + first.headerOctets();
        append(buffer, offset, octets);
    }

    /** Adds the payload of another packet with headers of the same length. */
    void append(byte[] buffer, int offset, int octets) {
        int payload = octets - first.headerOctets();
        memory.put(at, buffer, offset + first.headerOctets(), payload);
        at += payload;
        if (first.isTcp()) {
            flags = buffer[offset + first.ipOctets() + TcpHeader.FLAGS];
        }
    }

    /** Writes the headers; returns how long all is. */
    int end() {
        int packetOctets = at - VnetHeader.OCTETS;
        if (first.isIpv4()) {
            Octets.putInt16(headers, 2, packetOctets);
            Octets.putInt16(headers, 10, 0);
            Octets.putInt16(headers, 10, InternetChecksum.fold(InternetChecksum.sum(0, headers, 0, first.ipOctets())));
        } else {
            Octets.putInt16(headers, 4, packetOctets - first.ipOctets());
        }
        putTransport(packetOctets - first.ipOctets());
        memory.put(VnetHeader.OCTETS, headers, 0, first.headerOctets());
        VnetHeader.putSuperframe(
                memory,
                first.gsoType(),
                first.headerOctets(),
                first.payloadOctets(),
                first.ipOctets(),
                first.isTcp() ? TcpHeader.CHECKSUM : UdpHeader.CHECKSUM);
        // both belong to somebody else
        first.clear();
        memory = NONE;
        return at;
    }

    private void putTransport(int transportOctets) {
        int transport = first.ipOctets();
        int pseudoHeader = InternetChecksum.folded(first.pseudoHeader(transportOctets));
        if (first.isTcp()) {
            // only the last packet can have PSH, and then whoever splits the superframe gives it to the last one again
            headers[transport + TcpHeader.FLAGS] = (byte) flags;
            Octets.putInt16(headers, transport + TcpHeader.CHECKSUM, pseudoHeader);
        } else {
            Octets.putInt16(headers, transport + UdpHeader.LENGTH, transportOctets);
            Octets.putInt16(headers, transport + UdpHeader.CHECKSUM, pseudoHeader);
        }
    }
}
