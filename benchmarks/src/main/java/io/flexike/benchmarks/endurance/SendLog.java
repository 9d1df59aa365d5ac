package io.flexike.benchmarks.endurance;

import java.util.ArrayList;
import java.util.List;

/** Which number was next at which time, every few milliseconds. One thread. */
final class SendLog {
    private static final long STEP_MILLIS = 10;

    private final List<Entry> entries = new ArrayList<>();
    private long nextEntry = Long.MIN_VALUE;

    private record Entry(long millis, int number) {}

    /** Packets with consecutive numbers that were sent within some milliseconds. */
    record Slice(long fromMillis, long toMillis) {}

    /** That number is about to be sent. */
    void next(int number, long millis) {
        if (millis >= nextEntry) {
            entries.add(new Entry(millis, number));
            nextEntry = millis + STEP_MILLIS;
        }
    }

    /** When that number was sent. */
    Slice sliceOf(int number) {
        int low = 0;
        int high = entries.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (entries.get(middle).number() <= number) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        long from = entries.get(low).millis();
        return new Slice(from, low + 1 < entries.size() ? entries.get(low + 1).millis() : from + STEP_MILLIS);
    }
}
