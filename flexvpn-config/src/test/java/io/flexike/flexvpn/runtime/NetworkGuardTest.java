package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.route.RouteTable;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkGuardTest {
    private final RouteTable routes = new RouteTable(Optional.empty(), InstantSource.system());
    private final NetworkGuard guard =
            new NetworkGuard(() -> List.of(IpPrefix.parseAddress("198.51.100.77")), new HostNetworks(false));
    private final List<String> refreshed = new ArrayList<>();
    private final TunnelInterface shared = device("template1", "10.255.0.1/32");
    private final NetworkGuard.Claimant one = spoke("one", "203.0.113.1");

    private TunnelInterface device(String name, String address) {
        TunSettings settings = TunSettings.named(name).withAddress(address);
        TunnelInterface opened = new TunnelInterface(name, name, settings, routes, Optional.empty());
        opened.opened(InMemoryTun.open(settings));
        opened.connectConfigured();
        return opened;
    }

    private NetworkGuard.Claimant spoke(String name, String outer) {
        return claimant(shared, false, name, outer);
    }

    private NetworkGuard.Claimant claimant(TunnelInterface device, boolean trusted, String name, String outer) {
        Identification identity = Identity.fqdn(name).toWire();
        NetworkGuard.Claimant claimant =
                new NetworkGuard.Claimant(device, trusted, Optional.of(identity), () -> refreshed.add(name));
        guard.reached(claimant, IpPrefix.parseAddress(outer));
        return claimant;
    }

    private boolean accepts(NetworkGuard.Claimant session, String network) {
        return guard.objection(session, IpPrefix.parse(network)).isEmpty();
    }

    private static Set<IpPrefix> networks(String... networks) {
        return Stream.of(networks).map(IpPrefix::parse).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/1", "128.0.0.0/1", "127.0.0.0/8", "127.0.0.1/32", "0.0.0.0/32", "224.0.0.0/4", "239.1.0.0/16",
                "169.254.0.0/16", "169.254.7.0/24", "255.255.255.255/32", "::/1", "::/128", "::1/128", "fe80::/64",
                "ff02::/16", "198.51.100.77/32", "198.51.100.0/24", "10.1.0.0/24", "10.1.0.128/25", "10.9.0.0/16"
            })
    void what_is_ours_or_nobodys_is_refused(String network) {
        device("Tunnel7", "10.1.0.10/24").setStaticRoutes(List.of(StaticRoute.to(IpPrefix.parse("10.9.0.0/16"))));

        assertThat(accepts(one, network)).isFalse();
        assertThat(accepts(one, "10.0.0.0/8")).isTrue();
        assertThat(accepts(one, "10.9.1.0/24")).isTrue();
    }

    @Test
    void a_network_with_the_outer_address_of_another_session_is_refused_and_one_with_its_own_is_not() {
        NetworkGuard.Claimant two = spoke("two", "203.0.114.2");

        assertThat(accepts(one, "203.0.114.0/24")).isFalse();
        assertThat(accepts(one, "203.0.113.0/24")).isTrue();
        guard.ended(two);
        assertThat(accepts(one, "203.0.114.0/24")).isTrue();
    }

    @Test
    void who_has_a_network_that_others_are_reached_in_later_is_looked_at_again() {
        guard.claim(one, networks("203.0.114.0/24"), Set.of());

        spoke("two", "203.0.114.2");

        assertThat(refreshed).containsExactly("one");
        assertThat(accepts(one, "203.0.114.0/24")).isFalse();
    }

    @Test
    void the_first_peer_that_tells_of_a_network_has_it_until_it_goes() {
        NetworkGuard.Claimant two = spoke("two", "203.0.113.2");
        guard.claim(one, networks("10.2.0.0/16"), networks("10.255.0.2/32"));

        for (String network : List.of("10.2.0.0/16", "10.2.3.0/24", "10.0.0.0/8", "10.255.0.2/32")) {
            assertThat(accepts(two, network)).as(network).isFalse();
            assertThat(accepts(one, network)).as(network).isTrue();
            assertThat(accepts(spoke("one", "203.0.113.3"), network))
                    .as(network)
                    .isTrue();
        }
        assertThat(accepts(two, "10.3.0.0/16")).isTrue();
        assertThat(accepts(two, "10.255.0.0/24")).isTrue();

        guard.ended(one);
        assertThat(refreshed).containsExactly("two");
        assertThat(accepts(two, "10.2.0.0/16")).isTrue();
    }

    @Test
    void peers_of_static_tunnels_may_tell_of_the_same_large_networks_which_are_split_around_others() {
        TunnelInterface tunnel = device("Tunnel0", "10.255.1.2/30");
        NetworkGuard.Claimant hub = claimant(tunnel, true, "hub1", "192.0.2.1");
        NetworkGuard.Claimant other = claimant(device("Tunnel1", "10.255.2.2/30"), true, "hub2", "192.0.2.2");
        guard.claim(hub, networks("10.0.0.0/8"), Set.of());

        assertThat(accepts(other, "10.0.0.0/8")).isTrue();
        assertThat(accepts(hub, "10.255.1.1/32")).isTrue();
        assertThat(accepts(hub, "10.255.2.1/32")).isFalse();
        assertThat(accepts(hub, "127.0.0.0/8")).isFalse();
        assertThat(accepts(hub, "198.51.100.77/32")).isFalse();
        assertThat(accepts(hub, "128.0.0.0/1")).isTrue();
        assertThat(guard.holes(hub, List.of(IpPrefix.parse("128.0.0.0/1"))))
                .contains(IpPrefix.parseAddress("192.0.2.2"))
                .doesNotContain(IpPrefix.parseAddress("192.0.2.1"));
    }
}
