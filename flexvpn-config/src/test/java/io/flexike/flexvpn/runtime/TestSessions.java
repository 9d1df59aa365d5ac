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
        return of(tunnel("Tunnel0"), 1, Optional.of(lifetime));
    }

    static Session of(TunnelInterface tunnel, long ikeSpi) {
        return of(tunnel, ikeSpi, Optional.empty());
    }

    static TunnelInterface tunnel(String name) {
        TunSettings settings = TunSettings.named("tun0");
        TunnelInterface tunnel = new TunnelInterface(
                name, name, settings, new RouteTable(Optional.empty(), InstantSource.system()), Optional.empty());
        tunnel.opened(InMemoryTun.open(settings));
        return tunnel;
    }

    private static Session of(TunnelInterface tunnel, long ikeSpi, Optional<Duration> lifetime) {
        SessionTerms terms = new SessionTerms(
                ConfigExchange.ON,
                List.of(),
                false,
                Optional.of(RouteAcceptance.DEFAULT),
                List.of(),
                List.of(),
                lifetime);
        return new Session(
                Placement.onTunnel(tunnel, terms, false),
                tunnel.name(),
                ikeSa(ikeSpi),
                Assignment.NONE,
                new NetworkGuard(List::of, new HostNetworks(false)));
    }

    static IkeSaSnapshot ikeSa(long localSpi) {
        Path path = new Path(
                new InetSocketAddress(IpPrefix.parseAddress("198.51.100.1"), 4500),
                new InetSocketAddress(IpPrefix.parseAddress("203.0.113.7"), 4500),
                true);
        return new IkeSaSnapshot(
                localSpi,
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
    }
}
