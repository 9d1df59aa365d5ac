package io.flexike.flexvpn.session;

import java.util.List;
import java.util.Map;

/**
 * A gateway at one moment.
 *
 * @param sessions those that are up
 * @param tunnels every static tunnel
 * @param drops packets and datagrams that were dropped, by reason
 * @param counters other things that were counted, by name
 */
public record GatewaySnapshot(
        List<SessionSnapshot> sessions,
        List<TunnelSnapshot> tunnels,
        Map<String, Long> drops,
        Map<String, Long> counters) {
    /** Copies everything. */
    public GatewaySnapshot {
        sessions = List.copyOf(sessions);
        tunnels = List.copyOf(tunnels);
        drops = Map.copyOf(drops);
        counters = Map.copyOf(counters);
    }
}
