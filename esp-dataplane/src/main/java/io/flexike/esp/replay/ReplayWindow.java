package io.flexike.esp.replay;

import java.util.Arrays;

/**
 * Which sequence numbers were received: a sliding window over a ring of bits (RFC 4303 3.4.3, RFC 6479).
 *
 * <p>Use in this order: {@link #infer}, {@link #isFresh}, check integrity, {@link #accept}. Confined to one thread at a
 * time.
 */
public final class ReplayWindow {
    /** Smallest window. */
    public static final int MIN_SIZE = 64;
    /** Largest window. */
    public static final int MAX_SIZE = 1024;

    private static final long SUBSPACE = 1L << 32;

    private final int size;
    private final boolean extended;
    private final long[] ring;
    private long highest;

    /**
     * An empty window.
     *
     * @param size how many packets behind the highest one are told apart, {@value #MIN_SIZE} to {@value #MAX_SIZE}
     * @param extended whether sequence numbers have 64 bits, of which the lower half travels
     */
    public ReplayWindow(int size, boolean extended) {
        if (size < MIN_SIZE || size > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "a replay window of " + size + " packets is not between " + MIN_SIZE + " and " + MAX_SIZE);
        }
        this.size = size;
        this.extended = extended;
        // RFC 6479 2: one block more than the window, so that clearing whole blocks never touches what still counts
        int blocks = (size + 63) / 64 + 1;
        this.ring = new long[Integer.highestOneBit(blocks * 2 - 1)];
    }

    /** The highest sequence number accepted, 0 before the first. */
    public long highest() {
        return highest;
    }

    /**
     * The whole sequence number of a packet.
     *
     * @param lower the 32 bits that travelled
     * @return the number, or -1 if it would lie before the first one
     */
    public long infer(int lower) {
        long low = lower & 0xffffffffL;
        if (!extended) {
            return low;
        }
        // RFC 4303 A2.2
        long top = highest & 0xffffffffL;
        long upper = highest >>> 32;
        long bottom = top - size + 1;
        if (bottom >= 0) {
            upper = low >= bottom ? upper : upper + 1;
        } else {
            upper = low >= bottom + SUBSPACE ? upper - 1 : upper;
        }
        return upper < 0 || upper >= SUBSPACE >>> 1 ? -1 : upper << 32 | low;
    }

    /** Whether that number may still arrive: it is right of the window, or inside and not yet marked. */
    public boolean isFresh(long sequence) {
        // RFC 4303 3.3.3: the first packet sent has the number 1
        if (sequence <= 0) {
            return false;
        }
        if (sequence > highest) {
            return true;
        }
        return highest - sequence < size && (ring[block(sequence)] & 1L << sequence) == 0;
    }

    /** Marks a number whose packet was authentic; it must be fresh. */
    public void accept(long sequence) {
        if (sequence > highest) {
            clearBlocks((highest >>> 6) + 1, sequence >>> 6);
            highest = sequence;
        }
        ring[block(sequence)] |= 1L << sequence;
    }

    private void clearBlocks(long first, long last) {
        if (last - first >= ring.length) {
            Arrays.fill(ring, 0);
            return;
        }
        for (long block = first; block <= last; block++) {
            ring[(int) block & ring.length - 1] = 0;
        }
    }

    private int block(long sequence) {
        return (int) (sequence >>> 6) & ring.length - 1;
    }
}
