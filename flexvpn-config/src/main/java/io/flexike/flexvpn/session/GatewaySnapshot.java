package io.flexike.flexvpn.session;

import io.flexike.flexvpn.route.Route;
import java.util.List;
import java.util.Map;

/**
 * A gateway at one moment.
 *
 * @param sessions those that are up
 * @param tunnels every static tunnel
 * @param drops packets and datagrams that were dropped, by reason
 * @param counters other things that were counted, by name
 * @param interfaces those that have a network device, by name
 * @param routes through these interfaces, those of the global VRF first, by prefix
 */
public record GatewaySnapshot(
        List<SessionSnapshot> sessions,
        List<TunnelSnapshot> tunnels,
        Map<String, Long> drops,
        Map<String, Long> counters,
        List<InterfaceSnapshot> interfaces,
        List<Route> routes) {
    /** Copies everything. */
    public GatewaySnapshot {
        sessions = List.copyOf(sessions);
        tunnels = List.copyOf(tunnels);
        drops = Map.copyOf(drops);
        counters = Map.copyOf(counters);
        interfaces = List.copyOf(interfaces);
        routes = List.copyOf(routes);
    }
}
