package io.flexike.benchmarks.endurance;

import io.flexike.benchmarks.endurance.CaseFigures.Outage;
import java.util.List;
import java.util.Map;

/**
 * What became of the packets of one direction.
 *
 * @param repeated deliveries of a packet that had been delivered before
 * @param damaged deliveries of what was not sent
 * @param lostByNetwork ESP packets that entered the first cable and did not leave the second
 * @param lostWithPeer packets that are missing and were sent while a peer was dead or had no session
 * @param lostByUs packets that are missing for no reason outside of the gateways; must be 0
 */
record LaneFigures(
        String name,
        long sent,
        long delivered,
        long repeated,
        long damaged,
        long megabits,
        long lostByNetwork,
        long lostWithPeer,
        long lostByUs) {

    static LaneFigures of(String[] row, Map<String, Long> counted, List<String[]> missing, List<Outage> outages) {
        long withPeer = missing.stream()
                .filter(slice -> slice[0].equals(row[0]))
                .filter(slice -> outages.stream()
                        .anyMatch(outage -> outage.covers(Long.parseLong(slice[1]), Long.parseLong(slice[2]))))
                .mapToLong(slice -> Long.parseLong(slice[3]))
                .sum();
        long byNetwork = counted.getOrDefault("sent_" + row[0], 0L) - counted.getOrDefault("arrived_" + row[0], 0L);
        long sent = Long.parseLong(row[1]);
        long delivered = Long.parseLong(row[2]);
        return new LaneFigures(
                row[0],
                sent,
                delivered,
                Long.parseLong(row[3]),
                Long.parseLong(row[4]),
                Long.parseLong(row[5]),
                byNetwork,
                withPeer,
                // where peers die nothing else goes wrong, and what came to the dead has passed the network
                sent - delivered - (outages.isEmpty() ? byNetwork : withPeer));
    }
}
