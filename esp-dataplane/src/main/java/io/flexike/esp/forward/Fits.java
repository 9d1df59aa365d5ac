package io.flexike.esp.forward;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The longest packets that fit into those of the ways of a batch's pairs, so that a way's MTU is asked for once for a
 * batch, not for each packet. Confined to one thread: those of several queues, whose packets go through the same pair,
 * share nothing of it.
 */
final class Fits {
    /** Our own choice, a power of two: pairs that share a slot only ask more often. */
    static final int SLOTS = 64;

    private final int queue;
    private final @Nullable SaPair[] pairs = new SaPair[SLOTS];
    private final @Nullable SendPath[] ways = new SendPath[SLOTS];
    private final int[] longest = new int[SLOTS];
    private boolean used;

    /** @param queue whose packets they are */
    Fits(int queue) {
        this.queue = queue;
    }

    /** As {@link SaPair#longestPacket}; stays the same until all is forgotten. */
    int longestPacket(SaPair pair, SendPath way) {
        // our own SPI, which is random
        int slot = pair.inbound().spi() & SLOTS - 1;
        if (pairs[slot] != pair || ways[slot] != way) {
            longest[slot] = pair.longestPacket(way, way.mtu(queue));
            pairs[slot] = pair;
            ways[slot] = way;
            used = true;
        }
        return longest[slot];
    }

    /** Forgets all, at the end of a batch: the pairs may be removed before there is another. */
    void clear() {
        if (used) {
            Arrays.fill(pairs, null);
            Arrays.fill(ways, null);
            used = false;
        }
    }
}
