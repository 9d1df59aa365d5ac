package io.flexike.ike.simulation;

import java.net.InetAddress;
import java.time.Duration;

/** Pings that both ends of a tunnel offer again and again until it is closed. */
public final class TunnelTraffic implements AutoCloseable {
    private final Simulation simulation;
    private final Duration interval;
    private final Runnable bothWays;
    private Runnable cancel = () -> {};

    private TunnelTraffic(Simulation simulation, Duration interval, Runnable bothWays) {
        this.simulation = simulation;
        this.interval = interval;
        this.bothWays = bothWays;
    }

    /**
     * Begins now.
     *
     * @param left an end, and an address on its side of the tunnel
     * @param right the other end, and an address on its side
     * @param interval from one pair of packets to the next, at least a nanosecond
     * @throws IllegalArgumentException if the interval is not positive
     */
    public static TunnelTraffic start(
            SimulatedEndpoint left,
            InetAddress leftInside,
            SimulatedEndpoint right,
            InetAddress rightInside,
            Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("an interval of " + interval + " is not positive");
        }
        TunnelTraffic traffic = new TunnelTraffic(left.simulation(), interval, () -> {
            left.ping(leftInside, rightInside);
            right.ping(rightInside, leftInside);
        });
        traffic.next();
        return traffic;
    }

    private void next() {
        bothWays.run();
        cancel = simulation.after(interval, this::next);
    }

    /** Offers nothing more; what is in flight goes on. */
    @Override
    public void close() {
        cancel.run();
    }
}
