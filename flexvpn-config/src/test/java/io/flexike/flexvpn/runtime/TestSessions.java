package io.flexike.flexvpn.runtime;

import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.authorization.RouteAcceptance;
import io.flexike.flexvpn.policy.ConfigExchange;
import io.flexike.flexvpn.route.RouteTable;
import io.flexike.flexvpn.session.Assignment;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Sessions that only exist. */
final class TestSessions {
    private TestSessions() {}

    /** That began long ago. */
    static Session ending(Duration lifetime) {
        TunSettings settings = TunSettings.named("tun0");
        TunnelInterface tunnel = new TunnelInterface(
                "Tunnel0",
                "Tunnel0",
                settings,
                new RouteTable(Optional.empty(), InstantSource.system()),
                Optional.empty());
        tunnel.opened(InMemoryTun.open(settings));
        SessionTerms terms = new SessionTerms(
                ConfigExchange.ON,
                List.of(),
                false,
                Optional.of(RouteAcceptance.DEFAULT),
                List.of(),
                List.of(),
                Optional.of(lifetime));
        Path path = new Path(
                new InetSocketAddress(IpPrefix.parseAddress("198.51.100.1"), 4500),
                new InetSocketAddress(IpPrefix.parseAddress("203.0.113.7"), 4500),
                true);
        IkeSaSnapshot sa = new IkeSaSnapshot(
                1,
                2,
                false,
                IkeSaSnapshot.Phase.ESTABLISHED,
                "profile",
                path,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                List.of(),
                List.of());
        return new Session(
                Placement.onTunnel(tunnel, terms, false),
                "Tunnel0",
                sa,
                Assignment.NONE,
                new NetworkGuard(List::of, new HostNetworks(false)));
    }
}
