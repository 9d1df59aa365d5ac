package io.flexike.esp;

import java.util.List;
import java.util.Map;

/**
 * A data plane at one moment.
 *
 * @param sas every pair of SAs
 * @param tunnels what went through each tunnel device that is there
 * @param drops packets dropped since the start, those of removed SAs included
 * @param nonEspReceived datagrams with the non-ESP marker, which went to the {@link NonEspHandler}
 * @param keepalivesReceived NAT keepalives, which were dropped (RFC 3948 2.3)
 * @param eventsLost events that no listener saw because too many waited
 */
public record DataPlaneSnapshot(
        List<SaSnapshot> sas,
        List<TunnelCounters> tunnels,
        Map<DropReason, Long> drops,
        long nonEspReceived,
        long keepalivesReceived,
        long eventsLost) {
    public DataPlaneSnapshot {
        sas = List.copyOf(sas);
        tunnels = List.copyOf(tunnels);
        drops = Map.copyOf(drops);
    }

    /** How many packets were dropped for that reason. */
    public long drops(DropReason reason) {
        return drops.getOrDefault(reason, 0L);
    }
}
