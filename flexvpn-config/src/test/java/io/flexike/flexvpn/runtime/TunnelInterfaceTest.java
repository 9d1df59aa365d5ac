package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunPrefix;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.ike.selector.IpPrefix;
import org.junit.jupiter.api.Test;

class TunnelInterfaceTest {
    private static final TunSettings SETTINGS =
            TunSettings.named("tun0").withAddress("10.255.0.9/32").withRoute("10.9.0.0/16");

    private final InMemoryTun device = InMemoryTun.open(TunSettings.named("tun0"));
    private final TunnelInterface tunnel = new TunnelInterface("Tunnel0", device, TunSettings.named("tun0"));

    @Test
    void a_route_that_two_sessions_want_goes_with_the_second() {
        IpPrefix route = IpPrefix.parse("10.1.0.0/16");
        tunnel.addRoute(route);
        tunnel.addRoute(route);
        tunnel.removeRoute(route);
        assertThat(device.hostEnd().routes()).containsExactly(TunPrefix.parse("10.1.0.0/16"));

        tunnel.removeRoute(route);
        assertThat(device.hostEnd().routes()).isEmpty();
    }

    @Test
    void the_network_of_a_configured_address_is_never_routed_nor_unrouted() {
        InMemoryTun configured = InMemoryTun.open(SETTINGS);
        IpPrefix network = IpPrefix.parse("10.255.0.9/32");
        TunnelInterface unchanged = new TunnelInterface("Tunnel0", configured, SETTINGS);
        unchanged.addRoute(network);

        assertThat(configured.hostEnd().routes()).containsExactly(TunPrefix.parse("10.9.0.0/16"));
    }

    @Test
    void an_address_that_two_sessions_want_goes_with_the_second() {
        InterfaceAddress address = InterfaceAddress.parse("10.255.0.2/32");
        tunnel.addAddress(address);
        tunnel.addAddress(address);
        tunnel.removeAddress(address);
        assertThat(device.hostEnd().addresses()).containsExactly(TunPrefix.parse("10.255.0.2/32"));

        tunnel.removeAddress(address);
        tunnel.removeAddress(address);
        assertThat(device.hostEnd().addresses()).isEmpty();
    }

    @Test
    void what_is_configured_stays_when_the_last_session_that_wants_it_ends() {
        InMemoryTun configured = InMemoryTun.open(SETTINGS);
        TunnelInterface unchanged = new TunnelInterface("Tunnel0", configured, SETTINGS);
        IpPrefix route = IpPrefix.parse("10.9.0.0/16");
        InterfaceAddress address = InterfaceAddress.parse("10.255.0.9/32");
        unchanged.addRoute(route);
        unchanged.addAddress(address);
        unchanged.removeRoute(route);
        unchanged.removeAddress(address);

        assertThat(configured.hostEnd().routes()).containsExactly(TunPrefix.parse("10.9.0.0/16"));
        assertThat(configured.hostEnd().addresses()).containsExactly(TunPrefix.parse("10.255.0.9/32"));
    }
}
