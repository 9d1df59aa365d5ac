package io.flexike.ike.transport;

import java.time.Instant;
import java.time.InstantSource;

/** Starts at the system's time and then goes on steadily, whatever is done to the system's clock. Thread-safe. */
public final class MonotonicClock implements InstantSource {
    private final Instant start = Instant.now();
    private final long startNanos = System.nanoTime();

    /** A clock that begins at the system's present time. */
    public MonotonicClock() {}

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
