package io.flexike.ike.simulation;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks after each event at the two data planes of a tunnel and asks, without sending anything: would a packet that is
 * offered at this moment be sent, and would the peer take it, whether it arrives at once or after the longest flight?
 * So it covers all packets at all moments, where real ones would cover only those that a test sends.
 */
public final class ContinuityWatch {
    private final Simulation simulation;
    private final Duration longestFlight;
    private final List<Direction> directions;
    private final Set<String> losses = new LinkedHashSet<>();
    private final Set<String> gaps = new LinkedHashSet<>();
    private boolean ended;

    private ContinuityWatch(Simulation simulation, Duration longestFlight, List<Direction> directions) {
        this.simulation = simulation;
        this.longestFlight = longestFlight;
        this.directions = directions;
    }

    /** One direction of the tunnel, and what may still arrive in it: SPIs with the end of the longest flight. */
    private record Direction(
            SimulatedEndpoint sender, SimulatedEndpoint receiver, TunnelPacket probe, Map<Integer, Sent> onTheWay) {
        static Direction of(
                SimulatedEndpoint sender, InetAddress source, SimulatedEndpoint receiver, InetAddress destination) {
            return new Direction(sender, receiver, TunnelPacket.ping(0, source, destination), new HashMap<>());
        }
    }

    private record Sent(long key, Instant until) {}

    /**
     * Begins to watch a tunnel that is up.
     *
     * @param left an end, and an address on its side of the tunnel
     * @param right the other end, and an address on its side
     * @param longestFlight how long a packet may be in flight; shorter than the engines keep replaced Child SAs
     */
    public static ContinuityWatch begin(
            SimulatedEndpoint left,
            InetAddress leftInside,
            SimulatedEndpoint right,
            InetAddress rightInside,
            Duration longestFlight) {
        ContinuityWatch watch = new ContinuityWatch(
                left.simulation(),
                longestFlight,
                List.of(
                        Direction.of(left, leftInside, right, rightInside),
                        Direction.of(right, rightInside, left, leftInside)));
        watch.look();
        left.simulation().afterEachEvent(watch::look);
        return watch;
    }

    /** Moments at which a packet would have been lost, or would be if it had stayed in flight; one sentence each. */
    public List<String> losses() {
        return List.copyOf(losses);
    }

    /** Moments at which an end had no Child SA to send through; one sentence each. */
    public List<String> gaps() {
        return List.copyOf(gaps);
    }

    /** Looks no more, for instance because the tunnel is to be taken down. */
    public void end() {
        ended = true;
    }

    private void look() {
        if (!ended) {
            directions.forEach(this::look);
        }
    }

    private void look(Direction direction) {
        Instant now = simulation.clock().instant();
        direction
                .sender()
                .dataPlane()
                .sendingFor(direction.probe())
                .ifPresentOrElse(
                        child -> direction
                                .onTheWay()
                                .put(
                                        child.parameters().outboundSpi(),
                                        new Sent(child.outboundKey(), now.plus(longestFlight))),
                        () -> gaps.add(direction.sender().name() + " has no Child SA to send through"));
        direction.onTheWay().values().removeIf(sent -> sent.until().isBefore(now));
        new ArrayList<>(direction.onTheWay().entrySet()).forEach(sent -> {
            boolean taken = direction
                    .receiver()
                    .dataPlane()
                    .find(sent.getKey())
                    .filter(child -> child.inboundKey() == sent.getValue().key())
                    .filter(child -> child.carries(direction.probe(), false))
                    .isPresent();
            boolean excused = simulation.tunnels().isExcused(sent.getKey());
            if (!taken && !excused) {
                losses.add(direction.receiver().name() + " would drop what "
                        + direction.sender().name() + " sent with SPI " + SimulatedDataPlane.hex(sent.getKey()));
            }
        });
    }
}
