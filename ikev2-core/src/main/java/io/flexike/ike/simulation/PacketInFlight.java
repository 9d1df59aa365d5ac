package io.flexike.ike.simulation;

import java.time.Instant;
import java.util.Comparator;

/** A copy of a packet between sender and receiver. */
public final class PacketInFlight {
    static final Comparator<PacketInFlight> BY_ARRIVAL =
            Comparator.comparing(PacketInFlight::due).thenComparing(flight -> flight.order);

    private final NetworkSegment segment;
    private final Transit transit;
    private final NetworkPacket packet;
    private final Instant due;
    private final long order;

    PacketInFlight(NetworkSegment segment, Transit transit, NetworkPacket packet, Instant due, long order) {
        this.segment = segment;
        this.transit = transit;
        this.packet = packet;
        this.due = due;
        this.order = order;
    }

    /** The way of the packet so far. */
    public Transit transit() {
        return transit;
    }

    /** The packet as it is on the wire now, after translation on the sender's side. */
    public NetworkPacket packet() {
        return packet;
    }

    /** When it arrives unless a {@link DeliverySchedule} decides otherwise. */
    public Instant due() {
        return due;
    }

    void arrive() {
        segment.arrive(transit, packet);
    }

    @Override
    public String toString() {
        return "PacketInFlight[#" + transit.number() + " " + packet + ", due " + due + "]";
    }
}
