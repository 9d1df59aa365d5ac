package io.flexike.esp.tun.offload;

import io.flexike.esp.packet.InternetChecksum;
import io.flexike.esp.packet.Octets;
import java.nio.ByteBuffer;

/**
 * Makes complete packets of what a TUN device with offload has brought: splits superframes and completes checksums.
 * Reusable, confined to one thread.
 *
 * <p>What stands before the packet ({@link VnetHeader}) is not trusted: only where it and the packet agree, something
 * is done. The length of the headers that it tells is not even looked at, because the kernel only guesses it.
 */
public final class SuperframeSplitter {
    /** {@link #next}: the packet was longer than its room and is dropped. */
    public static final int TOO_LONG = -1;

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final SegmentHeaders headers = new SegmentHeaders();
    private ByteBuffer memory = NONE;
    private boolean whole;
    private int at;
    private int left;
    private int segmentOctets;
    private int segment;
    private int skipped;
    private int checksumStart;
    private int checksumOffset;

    /**
     * Takes what one call has read. What was left of the last one is forgotten.
     *
     * @param memory vnet header and packet, in the machine's byte order; must not change until all packets are taken
     * @param octets of both
     * @return false if header and packet contradict each other: there is nothing to take then
     */
    public boolean begin(ByteBuffer memory, int octets) {
        this.memory = memory;
        at = VnetHeader.OCTETS;
        left = 0;
        segment = 0;
        skipped = 0;
        int packetOctets = octets - VnetHeader.OCTETS;
        if (packetOctets < 1) {
            return false;
        }
        int type = VnetHeader.gsoType(memory);
        whole = type == VnetHeader.GSO_NONE;
        return whole ? beginWhole(packetOctets) : beginSuperframe(packetOctets, type);
    }

    private boolean beginWhole(int packetOctets) {
        checksumStart = 0;
        checksumOffset = 0;
        if (VnetHeader.needsChecksum(memory)) {
            checksumStart = VnetHeader.checksumStart(memory);
            checksumOffset = VnetHeader.checksumOffset(memory);
            if (checksumStart == 0 || checksumStart + checksumOffset + 2 > packetOctets) {
                return false;
            }
        }
        left = packetOctets;
        return true;
    }

    private boolean beginSuperframe(int packetOctets, int type) {
        int transport = type == VnetHeader.GSO_UDP ? UdpHeader.PROTOCOL : TcpHeader.PROTOCOL;
        int version = memory.get(at) >>> 4 & 0x0f;
        boolean known = type == VnetHeader.GSO_UDP
                || type == VnetHeader.GSO_TCP4 && version == 4
                || type == VnetHeader.GSO_TCP6 && version == 6;
        segmentOctets = VnetHeader.gsoSize(memory);
        if (!known
                || segmentOctets == 0
                || !VnetHeader.needsChecksum(memory)
                || !headers.read(memory, at, packetOctets, VnetHeader.checksumStart(memory), transport)) {
            return false;
        }
        at += headers.octets();
        left = packetOctets - headers.octets();
        return left > 0;
    }

    /** Forgets the memory and what was left in it. */
    public void clear() {
        memory = NONE;
        left = 0;
    }

    /** Whether there is another packet. */
    public boolean hasNext() {
        return left > 0;
    }

    /**
     * Writes the next packet.
     *
     * @param room octets that it may have
     * @return its length, or {@link #TOO_LONG}
     * @throws IndexOutOfBoundsException if the room lies outside the array
     */
    public int next(byte[] target, int offset, int room) {
        return whole ? nextWhole(target, offset, room) : nextSegment(target, offset, room);
    }

    private int nextWhole(byte[] target, int offset, int room) {
        int octets = left;
        left = 0;
        if (octets > room) {
            return TOO_LONG;
        }
        memory.get(at, target, offset, octets);
        if (checksumStart > 0) {
            int from = offset + checksumStart;
            // what stands in the field is the sum of the pseudo-header
            long sum = InternetChecksum.sum(0, target, from, octets - checksumStart);
            int checksum = InternetChecksum.fold(sum);
            boolean udp = checksumOffset == UdpHeader.CHECKSUM;
            Octets.putInt16(target, from + checksumOffset, udp ? UdpHeader.sent(checksum) : checksum);
        }
        return octets;
    }

    private int nextSegment(byte[] target, int offset, int room) {
        int payload = Math.min(left, segmentOctets);
        int packetOctets = headers.octets() + payload;
        int payloadAt = at;
        at += payload;
        left -= payload;
        boolean fits = packetOctets <= room;
        if (fits) {
            memory.get(payloadAt, target, offset + headers.octets(), payload);
            headers.write(target, offset, payload, segment, skipped, left == 0);
        }
        segment++;
        skipped += payload;
        return fits ? packetOctets : TOO_LONG;
    }
}
