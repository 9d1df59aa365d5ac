package io.flexike.ike.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is advanced, and never goes back. Not thread-safe. */
public final class VirtualClock extends Clock {
    /** Where every virtual clock begins unless told otherwise. */
    public static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

    private final ZoneId zone;
    private Instant now;

    /** A clock at {@link #START}. */
    public VirtualClock() {
        this(START);
    }

    /** A clock at the given instant. */
    public VirtualClock(Instant start) {
        this(start, ZoneOffset.UTC);
    }

    private VirtualClock(Instant start, ZoneId zone) {
        this.now = start;
        this.zone = zone;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Time since {@link #START}. */
    public Duration elapsed() {
        return Duration.between(START, now);
    }

    /**
     * Moves on to an instant.
     *
     * @throws IllegalArgumentException if that lies in the past
     */
    public void advanceTo(Instant instant) {
        if (instant.isBefore(now)) {
            throw new IllegalArgumentException("time does not go back: it is " + now + ", asked for " + instant);
        }
        now = instant;
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** A clock in another zone that stands at this one's instant and is advanced on its own. */
    @Override
    public Clock withZone(ZoneId newZone) {
        return new VirtualClock(now, newZone);
    }
}
