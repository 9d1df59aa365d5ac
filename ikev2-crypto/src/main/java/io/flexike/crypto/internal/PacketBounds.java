package io.flexike.crypto.internal;

import org.jspecify.annotations.Nullable;

/** Checks of what the caller of a packet cipher says about its buffer. */
final class PacketBounds {
    private PacketBounds() {}

    /** For sealing: everything has room. */
    static void check(byte[] buffer, int offset, int aadOctets, int plaintextOctets, int overheadOctets) {
        long total = (long) aadOctets + plaintextOctets + overheadOctets;
        if (offset < 0 || aadOctets < 0 || plaintextOctets < 0 || total > (long) buffer.length - offset) {
            throw new IndexOutOfBoundsException("a packet of " + aadOctets + " + " + plaintextOctets + " + "
                    + overheadOctets + " octets at " + offset + " in a buffer of " + buffer.length);
        }
    }

    /** For opening: the packet is in the buffer. That it is long enough is another matter, which the peer decides. */
    static void check(byte[] buffer, int offset, int aadOctets, int octets) {
        if (offset < 0 || aadOctets < 0 || octets < 0 || octets > buffer.length - offset) {
            throw new IndexOutOfBoundsException(
                    "a packet of " + octets + " octets at " + offset + " in a buffer of " + buffer.length);
        }
    }

    /** The keys, which are gone once the cipher was destroyed. */
    static <T> T requireLive(@Nullable T keys) {
        if (keys == null) {
            throw new IllegalStateException("the cipher was destroyed");
        }
        return keys;
    }
}
