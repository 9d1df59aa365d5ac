package io.flexike.esp.replay;

import java.util.Arrays;

/**
 * Which sequence numbers were received: a sliding window over a ring of bits (RFC 4303 3.4.3), as long as the window
 * asks for, rounded up to a power of two. Moving it costs one word for 64 numbers, and never more than the ring.
 *
 * <p>Use in this order: {@link #infer}, {@link #isFresh}, check integrity, {@link #accept}. Confined to one thread at a
 * time.
 */
public final class ReplayWindow {
    /** Smallest window. */
    public static final int MIN_SIZE = 64;
    /** Largest window. */
    public static final int MAX_SIZE = 65536;

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
        int blocks = (size + 63) / 64;
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
            clear(highest + 1, sequence);
            highest = sequence;
        }
        ring[block(sequence)] |= 1L << sequence;
    }

    /** Takes marks of numbers away that stood where those from {@code first} to {@code last} are to stand. */
    private void clear(long first, long last) {
        if (last - first >= ring.length * 64L - 1) {
            Arrays.fill(ring, 0);
            return;
        }
        // shifts look at the lower six bits of their distance only
        long fromFirst = -1L << first;
        long upToLast = -1L >>> ~last;
        if (first >>> 6 == last >>> 6) {
            ring[block(first)] &= ~(fromFirst & upToLast);
            return;
        }
        ring[block(first)] &= ~fromFirst;
        for (long block = (first >>> 6) + 1; block < last >>> 6; block++) {
            ring[(int) block & ring.length - 1] = 0;
        }
        ring[block(last)] &= ~upToLast;
    }

    private int block(long sequence) {
        return (int) (sequence >>> 6) & ring.length - 1;
    }
}
