package io.flexike.ike.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One packet's way through the network, from the moment it was sent; filled in while it travels. */
public final class Transit {
    private final long number;
    private final NetworkPacket packet;
    private final Instant sentAt;
    private final List<Instant> arrivals = new ArrayList<>();
    private int copies;
    private Optional<Loss> loss = Optional.empty();

    Transit(long number, NetworkPacket packet, Instant sentAt) {
        this.number = number;
        this.packet = packet;
        this.sentAt = sentAt;
    }

    /** Why a packet, or one of its copies, did not arrive. */
    public enum Loss {
        /** Bad luck, as {@link NetworkConditions#loss} asks for. */
        CONDITIONS,
        /** The two ends are kept apart. */
        PARTITION,
        /** Longer than {@link NetworkConditions#mtuOctets}. */
        TOO_LONG,
        /** A test dropped it. */
        DROPPED,
        /** Nobody has that address. */
        NO_RECEIVER,
        /** A NAT had no mapping, or the mapping does not admit that sender. */
        NO_NAT_MAPPING,
        /** A NAT translates UDP and TCP only. */
        NOT_TRANSLATABLE
    }

    /** Counts from 1 over the whole network, in the order of sending. */
    public long number() {
        return number;
    }

    /** As its sender sent it, before any translation. */
    public NetworkPacket packet() {
        return packet;
    }

    /** When it was sent. */
    public Instant sentAt() {
        return sentAt;
    }

    /** When its copies reached a receiver, in order; empty if none has until now. */
    public List<Instant> arrivals() {
        return List.copyOf(arrivals);
    }

    /** The last loss of one of its copies. */
    public Optional<Loss> loss() {
        return loss;
    }

    /** Whether it was sent on more than once. */
    public boolean duplicated() {
        return copies > 1;
    }

    /** Whether no copy has arrived and at least one was lost. */
    public boolean lost() {
        return loss.isPresent() && arrivals.isEmpty();
    }

    void copied() {
        copies++;
    }

    void arrived(Instant at) {
        arrivals.add(at);
    }

    void lost(Loss reason) {
        loss = Optional.of(reason);
    }

    @Override
    public String toString() {
        return "Transit[#" + number + " " + packet + ", arrivals " + arrivals.size()
                + loss.map(reason -> ", " + reason).orElse("") + "]";
    }
}
