package io.flexike.esp;

import java.nio.ByteBuffer;
import java.util.TreeSet;

/** A replay window as RFC 4303 3.4.3 describes it: a set of numbers. */
final class ReplayModel {
    private static final long SUBSPACE = 1L << 32;

    private final TreeSet<Long> seen = new TreeSet<>();
    private final int size;
    private final boolean extended;
    private long highest;

    ReplayModel(int size, boolean extended) {
        this.size = size;
        this.extended = extended;
    }

    static int lower(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(4);
    }

    static void putLower(byte[] packet, int lower) {
        ByteBuffer.wrap(packet).putInt(4, lower);
    }

    /** Of the numbers with that lower half, the only one from the window's left edge to 2^32 - 1 behind it. */
    long infer(int lower) {
        long low = Integer.toUnsignedLong(lower);
        if (!extended) {
            return low;
        }
        long edge = highest - size + 1;
        return edge + Math.floorMod(low - edge, SUBSPACE);
    }

    boolean isFresh(long number) {
        return number > 0 && number > highest - size && !seen.contains(number);
    }

    void accept(long number) {
        seen.add(number);
        highest = Math.max(highest, number);
    }

    long highest() {
        return highest;
    }
}
