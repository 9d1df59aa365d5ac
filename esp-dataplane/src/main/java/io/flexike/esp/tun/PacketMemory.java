package io.flexike.esp.tun;

import io.flexike.esp.linux.NativeMemory;
import io.flexike.esp.tun.offload.VnetHeader;
import java.util.ArrayDeque;

/**
 * Native memory for the longest packet and its vnet header, shared by all devices: a hub has thousands of them, and at
 * any time nearly all wait for something to read. Thread-safe.
 */
final class PacketMemory {
    /** An IPv6 header and the longest payload that it can tell of. */
    static final int MAX_PACKET_OCTETS = 40 + 65535;

    static final int OCTETS = VnetHeader.OCTETS + MAX_PACKET_OCTETS;
    /** As many as threads may be at work at once, our own choice; further ones are freed after use. */
    private static final int KEPT = 32;

    private static final ArrayDeque<NativeMemory> FREE = new ArrayDeque<>(KEPT);

    private PacketMemory() {}

    /** Memory that nobody else uses until it is given back. Its content is undefined. */
    static NativeMemory take() {
        synchronized (FREE) {
            NativeMemory free = FREE.pollFirst();
            if (free != null) {
                return free;
            }
        }
        return NativeMemory.allocate(OCTETS);
    }

    static void giveBack(NativeMemory memory) {
        synchronized (FREE) {
            if (FREE.size() < KEPT) {
                FREE.addFirst(memory);
            }
        }
    }
}
