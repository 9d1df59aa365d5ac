package io.flexike.ike.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Packets that came for Child SAs which are still being agreed upon, as a real data plane keeps them for a moment. */
final class EarlyPackets {
    private static final int MOST_PACKETS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private record Early(NetworkPacket packet, Instant at) {}

    private final Map<Integer, List<Early>> expected = new HashMap<>();

    Set<Integer> expected() {
        return Set.copyOf(expected.keySet());
    }

    void expect(int inboundSpi) {
        if (expected.putIfAbsent(inboundSpi, new ArrayList<>()) != null) {
            throw new IllegalStateException(SimulatedDataPlane.hex(inboundSpi) + " is expected already");
        }
    }

    /** Keeps a packet; returns false if nobody waits for it, or too many wait. */
    boolean keep(int inboundSpi, NetworkPacket packet, Instant now) {
        List<Early> waiting = expected.get(inboundSpi);
        int all = expected.values().stream().mapToInt(List::size).sum();
        return waiting != null && all < MOST_PACKETS && waiting.add(new Early(packet, now));
    }

    /** Ends the wait; what has waited too long is for nobody. Oldest first. */
    Ended end(int inboundSpi, Instant now) {
        List<Early> waiting = expected.remove(inboundSpi);
        Map<Boolean, List<NetworkPacket>> byTime = (waiting == null ? List.<Early>of() : waiting)
                .stream()
                        .collect(Collectors.partitioningBy(
                                early -> early.at().plus(PATIENCE).isAfter(now),
                                Collectors.mapping(Early::packet, Collectors.toList())));
        return new Ended(waiting != null, byTime.getOrDefault(true, List.of()), byTime.getOrDefault(false, List.of()));
    }

    record Ended(boolean wasExpected, List<NetworkPacket> inTime, List<NetworkPacket> overdue) {}

    void clear() {
        expected.clear();
    }
}
