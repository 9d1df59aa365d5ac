package io.flexike.ike.transport;

import java.time.Duration;

/**
 * How an engine is driven.
 *
 * @param threadName name of the driver's thread
 * @param datagramCapacity datagrams that may wait for the engine, at least 1; more are dropped and counted
 * @param patience how long a close waits for peers to answer the deletion of their IKE SAs
 */
public record DriverSettings(String threadName, int datagramCapacity, Duration patience) {
    /** Two thousand datagrams, two seconds of patience. */
    public static DriverSettings named(String threadName) {
        return new DriverSettings(threadName, 2_000, Duration.ofSeconds(2));
    }

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if the capacity is below 1 or the patience negative
     */
    public DriverSettings {
        if (datagramCapacity < 1 || patience.isNegative()) {
            throw new IllegalArgumentException("capacity must be at least 1 and patience not negative");
        }
    }

    /** The same with another patience. */
    public DriverSettings withPatience(Duration newPatience) {
        return new DriverSettings(threadName, datagramCapacity, newPatience);
    }

    /** The same with another capacity. */
    public DriverSettings withDatagramCapacity(int newCapacity) {
        return new DriverSettings(threadName, newCapacity, patience);
    }
}
