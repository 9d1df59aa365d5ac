package io.flexike.ike.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of one packet that was offered to a tunnel; filled in while it travels. */
public final class TunnelPassage {
    private final TunnelPacket packet;
    private final String sender;
    private final Instant offeredAt;
    private final List<Arrival> arrivals = new ArrayList<>();
    private int outboundSpi;
    private @Nullable Transit transit;
    private @Nullable Fate refusal;

    TunnelPassage(TunnelPacket packet, String sender, Instant offeredAt) {
        this.packet = packet;
        this.sender = sender;
        this.offeredAt = offeredAt;
    }

    /** How a packet ended. */
    public enum Fate {
        /** It came out at the other end, once. */
        DELIVERED,
        /** It came out more than once. */
        DELIVERED_TWICE,
        /** It is on its way. */
        IN_FLIGHT,
        /** It was not sent, because no Child SA was sending for its selectors. */
        NO_SENDING_SA,
        /** It was not sent, because the Child SA had reached a hard limit. */
        LIMIT_REACHED,
        /** It was sent, and the network lost it. */
        LOST_BY_NETWORK,
        /** It arrived where no Child SA has its SPI. */
        UNKNOWN_SPI,
        /** It arrived, but the keys of the two ends differ, or it was changed on its way. */
        NOT_AUTHENTIC,
        /** It arrived behind the replay window, or its sequence number had been used for another one. */
        REPLAYED,
        /** It arrived through a Child SA that does not carry such packets. */
        OUTSIDE_SELECTORS
    }

    /**
     * One arrival of the packet, or of a copy.
     *
     * @param outcome {@link Fate#DELIVERED} or why it was dropped
     */
    public record Arrival(Instant at, String receiver, int inboundSpi, Fate outcome) {}

    /** What was offered. */
    public TunnelPacket packet() {
        return packet;
    }

    /** The name of the endpoint to which it was offered. */
    public String sender() {
        return sender;
    }

    /** When it was offered. */
    public Instant offeredAt() {
        return offeredAt;
    }

    /** The SPI it was sent with, 0 if it was not sent. */
    public int outboundSpi() {
        return outboundSpi;
    }

    /** Its way through the network, empty if it was not sent. */
    public Optional<Transit> transit() {
        return Optional.ofNullable(transit);
    }

    /** Its arrivals in order, those of copies too. */
    public List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    /** How it ended, as far as is known now. A copy that is dropped as a replay does not count. */
    public Fate fate() {
        if (refusal != null) {
            return refusal;
        }
        long deliveries = arrivals.stream()
                .filter(arrival -> arrival.outcome() == Fate.DELIVERED)
                .count();
        if (deliveries > 0) {
            return deliveries == 1 ? Fate.DELIVERED : Fate.DELIVERED_TWICE;
        }
        if (!arrivals.isEmpty()) {
            return arrivals.get(0).outcome();
        }
        return transit != null && transit.lost() ? Fate.LOST_BY_NETWORK : Fate.IN_FLIGHT;
    }

    void refused(Fate reason) {
        refusal = reason;
    }

    void sent(int spi, Transit way) {
        outboundSpi = spi;
        transit = way;
    }

    void arrived(Arrival arrival) {
        arrivals.add(arrival);
    }

    @Override
    public String toString() {
        String through = outboundSpi == 0 ? "" : String.format(Locale.ROOT, " through %08x", outboundSpi);
        return "packet " + packet.id() + " of " + sender + through + " at " + offeredAt + ": " + fate()
                + (arrivals.isEmpty() ? "" : " " + arrivals);
    }
}
