package io.flexike.esp.tun.offload;

import java.nio.ByteBuffer;

/**
 * The header that a TUN device with offload has before each packet: {@code struct virtio_net_hdr} (virtio 1.2, 5.1.6),
 * in the machine's byte order.
 *
 * <pre>
 * flags (1) | GSO type (1) | header octets (2) | GSO size (2) | checksum start (2) | checksum offset (2)
 * </pre>
 */
public final class VnetHeader {
    public static final int OCTETS = 10;

    static final int NEEDS_CHECKSUM = 1;

    static final int GSO_NONE = 0;
    static final int GSO_TCP4 = 1;
    static final int GSO_TCP6 = 4;
    static final int GSO_UDP = 5;
    /** Beside the type: the first segment has CWR set. */
    static final int GSO_ECN = 0x80;

    private static final int GSO_TYPE = 1;
    private static final int HEADER_OCTETS = 2;
    private static final int GSO_SIZE = 4;
    private static final int CHECKSUM_START = 6;
    private static final int CHECKSUM_OFFSET = 8;

    private VnetHeader() {}

    static boolean needsChecksum(ByteBuffer memory) {
        return (memory.get(0) & NEEDS_CHECKSUM) != 0;
    }

    /** The type without {@link #GSO_ECN}. */
    static int gsoType(ByteBuffer memory) {
        return memory.get(GSO_TYPE) & 0xff & ~GSO_ECN;
    }

    static int gsoSize(ByteBuffer memory) {
        return memory.getShort(GSO_SIZE) & 0xffff;
    }

    /** Where the sum begins, counted from the IP header. */
    static int checksumStart(ByteBuffer memory) {
        return memory.getShort(CHECKSUM_START) & 0xffff;
    }

    /** Where the checksum stands, counted from {@link #checksumStart}. */
    static int checksumOffset(ByteBuffer memory) {
        return memory.getShort(CHECKSUM_OFFSET) & 0xffff;
    }

    /** For a packet that is complete. */
    public static void putNone(ByteBuffer memory) {
        memory.putLong(0, 0).putShort(CHECKSUM_OFFSET, (short) 0);
    }

    /** For a superframe, whose checksum is partial. */
    static void putSuperframe(
            ByteBuffer memory, int gsoType, int headerOctets, int gsoSize, int checksumStart, int checksumOffset) {
        memory.put(0, (byte) NEEDS_CHECKSUM).put(GSO_TYPE, (byte) gsoType);
        memory.putShort(HEADER_OCTETS, (short) headerOctets).putShort(GSO_SIZE, (short) gsoSize);
        memory.putShort(CHECKSUM_START, (short) checksumStart).putShort(CHECKSUM_OFFSET, (short) checksumOffset);
    }
}
