package io.flexike.esp.tun.offload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a device with offload hands over, and what it means: independent of the code under test. */
record Superframe(Segment whole, int gsoSize) {
    private static final int FIN_PSH = 0x09;
    private static final int CWR = 0x80;

    /** As the kernel would write it, at the end of memory that has no octet too many. */
    ByteBuffer memory() {
        byte[] packet = whole.partialPacket();
        int type = !whole.tcp() ? 5 : whole.ipv4() ? 1 : 4;
        // the kernel tells how much of the packet stands together in its memory, which is more than the headers
        return memory(1, type, whole.headerOctets() + 7, gsoSize, whole.ipOctets(), whole.tcp() ? 16 : 6, packet);
    }

    static ByteBuffer memory(
            int flags, int type, int headerOctets, int gsoSize, int checksumStart, int checksumOffset, byte[] packet) {
        ByteBuffer memory = ByteBuffer.allocateDirect(10 + packet.length).order(ByteOrder.nativeOrder());
        memory.put((byte) flags).put((byte) type).putShort((short) headerOctets).putShort((short) gsoSize);
        memory.putShort((short) checksumStart).putShort((short) checksumOffset);
        memory.put(packet);
        return memory;
    }

    /** The packets that the host means. */
    List<byte[]> packets() {
        List<byte[]> packets = new ArrayList<>();
        byte[] payload = whole.payload();
        for (int at = 0; at < payload.length; at += gsoSize) {
            int end = Math.min(payload.length, at + gsoSize);
            int flags = whole.flags();
            if (at > 0) {
                flags &= ~CWR;
            }
            if (end < payload.length) {
                flags &= ~FIN_PSH;
            }
            packets.add(whole.withPayload(Arrays.copyOfRange(payload, at, end))
                    .withIdentification(whole.mayBeFragmented(), whole.identification() + packets.size())
                    .withSequence(whole.sequence() + at)
                    .withFlags(flags)
                    .packet());
        }
        return packets;
    }

    /** What the splitter makes of it; empty if it refuses. */
    static List<byte[]> split(ByteBuffer memory, int octets, int room) {
        SuperframeSplitter splitter = new SuperframeSplitter();
        List<byte[]> packets = new ArrayList<>();
        if (!splitter.begin(memory, octets)) {
            return packets;
        }
        byte[] buffer = new byte[5 + room + 3];
        while (splitter.hasNext()) {
            int length = splitter.next(buffer, 5, room);
            if (length != SuperframeSplitter.TOO_LONG) {
                packets.add(Arrays.copyOfRange(buffer, 5, 5 + length));
            }
        }
        return packets;
    }
}
