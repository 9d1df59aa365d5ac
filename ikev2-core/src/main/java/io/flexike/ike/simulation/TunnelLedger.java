package io.flexike.ike.simulation;

import io.flexike.ike.simulation.TunnelPassage.Fate;
import java.net.InetAddress;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps account of every packet that is offered to the tunnels of a simulation: what a test asks whether a rekeying
 * lost anything.
 */
public final class TunnelLedger {
    private final Map<Long, TunnelPassage> passages = new LinkedHashMap<>();
    private final Set<Integer> excused = new HashSet<>();
    private long lastId;

    TunnelLedger() {}

    /** A ping with an id of its own. */
    public TunnelPacket next(InetAddress source, InetAddress destination) {
        return TunnelPacket.ping(++lastId, source, destination);
    }

    /** All packets so far, oldest first. */
    public List<TunnelPassage> passages() {
        return List.copyOf(passages.values());
    }

    /** All packets with that fate, oldest first. */
    public List<TunnelPassage> withFate(Fate fate) {
        return passages.values().stream()
                .filter(passage -> passage.fate() == fate)
                .toList();
    }

    /** How many had which fate. */
    public Map<Fate, Integer> counts() {
        Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
        passages.values().forEach(passage -> counts.merge(passage.fate(), 1, Integer::sum));
        return counts;
    }

    /**
     * What must not be: packets that were sent, that the network did not lose, and that were dropped where they
     * arrived; those of excused Child SAs excepted.
     */
    public List<TunnelPassage> lost() {
        return passages.values().stream()
                .filter(passage -> isLoss(passage.fate()))
                .filter(passage -> !isExcused(passage.outboundSpi()))
                .toList();
    }

    /** What must never be: packets that came out more than once. */
    public List<TunnelPassage> deliveredTwice() {
        return withFate(Fate.DELIVERED_TWICE);
    }

    /** Packets that were not sent, because no Child SA was there for them or it had reached its limit. */
    public List<TunnelPassage> refused() {
        return passages.values().stream()
                .filter(passage -> passage.fate() == Fate.NO_SENDING_SA || passage.fate() == Fate.LIMIT_REACHED)
                .toList();
    }

    /** Lets losses pass of a Child SA, in both directions, that somebody wanted to be deleted. */
    public void excuse(int inboundSpi, int outboundSpi) {
        excused.add(inboundSpi);
        excused.add(outboundSpi);
    }

    boolean isExcused(int spi) {
        return excused.contains(spi);
    }

    /** Forgets all packets, so that a long run keeps its memory; those in flight count as forged when they arrive. */
    public void clear() {
        passages.clear();
    }

    private static boolean isLoss(Fate fate) {
        return switch (fate) {
            case UNKNOWN_SPI, NOT_AUTHENTIC, REPLAYED, OUTSIDE_SELECTORS -> true;
            case DELIVERED, DELIVERED_TWICE, IN_FLIGHT, NO_SENDING_SA, LIMIT_REACHED, LOST_BY_NETWORK -> false;
        };
    }

    TunnelPassage offered(TunnelPacket packet, String sender, Instant at) {
        TunnelPassage passage = new TunnelPassage(packet, sender, at);
        if (passages.putIfAbsent(packet.id(), passage) != null) {
            throw new IllegalArgumentException("packet " + packet.id() + " was offered before");
        }
        lastId = Math.max(lastId, packet.id());
        return passage;
    }

    Optional<TunnelPassage> passage(long id) {
        return Optional.ofNullable(passages.get(id));
    }

    @Override
    public String toString() {
        return "TunnelLedger" + counts();
    }
}
