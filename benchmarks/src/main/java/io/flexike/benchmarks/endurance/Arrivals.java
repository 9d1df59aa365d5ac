package io.flexike.benchmarks.endurance;

import java.util.BitSet;
import java.util.function.IntConsumer;

/** Which numbers have arrived, and how often. One thread writes; any may read the highest number. */
final class Arrivals {
    private final BitSet seen = new BitSet();
    private long delivered;
    private long repeated;
    private volatile int highest = -1;

    void arrived(int number) {
        if (seen.get(number)) {
            repeated++;
            return;
        }
        seen.set(number);
        delivered++;
        if (number > highest) {
            highest = number;
        }
    }

    /** The highest number so far, -1 before the first. */
    int highest() {
        return highest;
    }

    /** Different numbers. */
    long delivered() {
        return delivered;
    }

    /** Arrivals of a number that had arrived before. */
    long repeated() {
        return repeated;
    }

    /** Tells of every number below the end that has not arrived. */
    void missing(int end, IntConsumer consumer) {
        for (int number = seen.nextClearBit(0); number < end; number = seen.nextClearBit(number + 1)) {
            consumer.accept(number);
        }
    }
}
