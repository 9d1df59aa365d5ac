package io.flexike.ike.simulation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The network in the middle: delays, loses, doubles and reorders packets as its seed and its conditions say. */
public final class SimulatedNetwork extends NetworkSegment {
    private static final Duration RESENT_AFTER = Duration.ofMillis(200);

    private final VirtualClock clock;
    private final SeededRandom random;
    private final TreeSet<PacketInFlight> inFlight = new TreeSet<>(PacketInFlight.BY_ARRIVAL);
    private final Map<Link, NetworkConditions> linkConditions = new HashMap<>();
    private final Map<Link, Instant> lastArrivals = new HashMap<>();
    private final Map<Stream, Instant> lastStreamArrivals = new HashMap<>();
    private final Set<Link> partitions = new HashSet<>();
    private final List<Predicate<NetworkPacket>> drops = new ArrayList<>();
    private final List<Consumer<Transit>> taps = new ArrayList<>();
    private NetworkConditions conditions = NetworkConditions.PERFECT;
    private long sent;
    private long copies;

    /** A network without hosts under {@link NetworkConditions#PERFECT}. */
    public SimulatedNetwork(VirtualClock clock, SeededRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Sets the conditions of all links that have none of their own, for packets sent from now on. */
    public void conditions(NetworkConditions newConditions) {
        conditions = newConditions;
    }

    /**
     * Sets the conditions of one direction of one link; addresses are those seen on the segment, so a NAT's outside
     * one.
     */
    public void conditions(InetAddress from, InetAddress to, NetworkConditions newConditions) {
        linkConditions.put(new Link(from, to), newConditions);
    }

    /** Loses all packets between the two from now on, those in flight excepted, until {@link #heal}. */
    public void partition(InetAddress one, InetAddress other) {
        partitions.add(new Link(one, other));
        partitions.add(new Link(other, one));
    }

    /** Ends a {@link #partition}. */
    public void heal(InetAddress one, InetAddress other) {
        partitions.remove(new Link(one, other));
        partitions.remove(new Link(other, one));
    }

    /**
     * Drops every packet for which the predicate holds when it is sent; asked once for each packet and segment, after
     * translation.
     *
     * @return ends the dropping when run
     */
    public Runnable dropIf(Predicate<NetworkPacket> predicate) {
        drops.add(predicate);
        return () -> drops.remove(predicate);
    }

    /** Tells of every packet at the moment it is sent, whatever becomes of it. */
    public void onSent(Consumer<Transit> tap) {
        taps.add(tap);
    }

    /** Lets a packet of any source come into being in the middle, under the same conditions as all others. */
    public Transit inject(NetworkPacket packet) {
        Transit transit = begin(packet);
        forward(transit, packet);
        return transit;
    }

    /** What is on its way, in the order of arrival. */
    public List<PacketInFlight> inFlight() {
        return List.copyOf(inFlight);
    }

    /** Packets sent so far. */
    public long packetsSent() {
        return sent;
    }

    VirtualClock clock() {
        return clock;
    }

    boolean isIdle() {
        return inFlight.isEmpty();
    }

    Optional<Instant> nextArrival() {
        return inFlight.isEmpty()
                ? Optional.empty()
                : Optional.of(inFlight.first().due());
    }

    PacketInFlight first() {
        return inFlight.first();
    }

    void remove(PacketInFlight flight) {
        inFlight.remove(flight);
    }

    Transit begin(NetworkPacket packet) {
        Transit transit = new Transit(++sent, packet, clock.instant());
        taps.forEach(tap -> tap.accept(transit));
        return transit;
    }

    @Override
    SimulatedNetwork network() {
        return this;
    }

    @Override
    Set<InetAddress> seenAs(InetAddress address) {
        return Set.of(address);
    }

    @Override
    void forward(Transit transit, NetworkPacket packet) {
        carry(this, transit, packet);
    }

    /** Puts a packet in flight towards a station of the segment, or loses it. */
    void carry(NetworkSegment segment, Transit transit, NetworkPacket packet) {
        Link link = new Link(packet.source().getAddress(), packet.destination().getAddress());
        NetworkConditions here = linkConditions.getOrDefault(link, conditions);
        // Always the same number of draws for a packet, so that a change of one probability changes as little as
        // possible.
        boolean lost = random.happens(here.loss());
        boolean doubled = random.happens(here.duplication());
        Flight first = draw(here);
        Flight second = draw(here);
        if (List.copyOf(drops).stream().anyMatch(drop -> drop.test(packet))) {
            transit.lost(Transit.Loss.DROPPED);
        } else if (partitions.contains(link)) {
            transit.lost(Transit.Loss.PARTITION);
        } else if (packet.isStreamed()) {
            // TCP sends what was lost once more, and hands over everything once and in order.
            Duration delay = lost ? first.delay().plus(RESENT_AFTER) : first.delay();
            launch(segment, transit, packet, streamArrival(packet, delay));
        } else if (packet.ipOctets() > here.mtuOctets()) {
            transit.lost(Transit.Loss.TOO_LONG);
        } else if (lost) {
            transit.lost(Transit.Loss.CONDITIONS);
        } else {
            launch(segment, transit, packet, arrival(link, first));
            if (doubled) {
                launch(segment, transit, packet, arrival(link, second));
            }
        }
    }

    private void launch(NetworkSegment segment, Transit transit, NetworkPacket packet, Instant due) {
        transit.copied();
        inFlight.add(new PacketInFlight(segment, transit, packet, due, ++copies));
    }

    private Flight draw(NetworkConditions here) {
        boolean overtaken = random.happens(here.reordering());
        Duration hold = here.randomHold(random);
        return new Flight(overtaken, here.randomDelay(random).plus(overtaken ? hold : Duration.ZERO));
    }

    private Instant arrival(Link link, Flight flight) {
        Instant due = clock.instant().plus(flight.delay());
        if (flight.overtaken()) {
            return due;
        }
        Instant last = lastArrivals.getOrDefault(link, Instant.MIN);
        Instant inOrder = due.isBefore(last) ? last : due;
        lastArrivals.put(link, inOrder);
        return inOrder;
    }

    private Instant streamArrival(NetworkPacket packet, Duration delay) {
        Stream stream = new Stream(packet.source(), packet.destination());
        Instant due = clock.instant().plus(delay);
        Instant last = lastStreamArrivals.getOrDefault(stream, Instant.MIN);
        Instant inOrder = due.isBefore(last) ? last : due;
        lastStreamArrivals.put(stream, inOrder);
        return inOrder;
    }

    /** What arrives when a packet is chosen to arrive: in a stream, nothing overtakes. */
    PacketInFlight inOrder(PacketInFlight chosen) {
        if (!chosen.packet().isStreamed()) {
            return chosen;
        }
        return inFlight.stream()
                .filter(flight -> flight.packet().isStreamed()
                        && flight.packet().source().equals(chosen.packet().source())
                        && flight.packet().destination().equals(chosen.packet().destination()))
                .findFirst()
                .orElse(chosen);
    }

    private record Link(InetAddress from, InetAddress to) {}

    private record Stream(InetSocketAddress from, InetSocketAddress to) {}

    private record Flight(boolean overtaken, Duration delay) {}
}
