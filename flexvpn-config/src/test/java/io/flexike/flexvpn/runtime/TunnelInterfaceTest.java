package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunPrefix;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.route.RouteTable;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.ike.selector.IpPrefix;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TunnelInterfaceTest {
    private static final TunSettings SETTINGS =
            TunSettings.named("tun0").withAddress("10.255.0.9/32").withRoute("10.9.0.0/16");

    private final RouteTable routes = new RouteTable(Optional.empty(), InstantSource.system());
    private final InMemoryTun device = InMemoryTun.open(TunSettings.named("tun0"));
    private final TunnelInterface tunnel = open(TunSettings.named("tun0"), device);

    private TunnelInterface open(TunSettings settings, InMemoryTun tun) {
        TunnelInterface opened = new TunnelInterface("Tunnel0", "Tunnel0", settings, routes, Optional.empty());
        opened.opened(tun);
        opened.connectConfigured();
        return opened;
    }

    private static StaticRoute route(String prefix) {
        return StaticRoute.to(IpPrefix.parse(prefix));
    }

    @Test
    void a_route_that_two_sessions_want_goes_with_the_second() {
        RouteTable.Entry first = tunnel.addRoute(route("10.1.0.0/16"));
        RouteTable.Entry second = tunnel.addRoute(route("10.1.0.0/16"));
        first.remove();
        assertThat(device.hostEnd().routes()).containsExactly(TunPrefix.parse("10.1.0.0/16"));

        second.remove();
        assertThat(device.hostEnd().routes()).isEmpty();
    }

    @Test
    void the_network_of_a_configured_address_is_never_routed_nor_unrouted() {
        InMemoryTun configured = InMemoryTun.open(SETTINGS);
        open(SETTINGS, configured).addRoute(route("10.255.0.9/32"));

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
        assertThat(routes.routes()).isEmpty();
    }

    @Test
    void what_is_configured_stays_when_the_last_session_that_wants_it_ends() {
        InMemoryTun configured = InMemoryTun.open(SETTINGS);
        TunnelInterface unchanged = open(SETTINGS, configured);
        unchanged.setStaticRoutes(List.of(route("10.9.0.0/16")));
        RouteTable.Entry ofSession = unchanged.addRoute(route("10.9.0.0/16"));
        InterfaceAddress address = InterfaceAddress.parse("10.255.0.9/32");
        unchanged.addAddress(address);
        ofSession.remove();
        unchanged.removeAddress(address);

        assertThat(configured.hostEnd().routes()).containsExactly(TunPrefix.parse("10.9.0.0/16"));
        assertThat(configured.hostEnd().addresses()).containsExactly(TunPrefix.parse("10.255.0.9/32"));
    }

    @Test
    void a_configured_route_leads_elsewhere_while_its_tunnel_is_down_and_another_one_is_up() {
        InMemoryTun spare = InMemoryTun.open(TunSettings.named("tun1"));
        TunnelInterface backup =
                new TunnelInterface("Tunnel1", "Tunnel1", TunSettings.named("tun1"), routes, Optional.empty());
        backup.opened(spare);
        IpPrefix network = IpPrefix.parse("10.9.0.0/16");
        tunnel.setStaticRoutes(List.of(StaticRoute.to(network)));
        backup.setStaticRoutes(List.of(new StaticRoute(network, 200, 0)));
        assertThat(device.hostEnd().routes()).containsExactly(TunPrefix.parse("10.9.0.0/16"));
        assertThat(spare.hostEnd().routes()).isEmpty();

        backup.usable(true);
        assertThat(device.hostEnd().routes()).isEmpty();
        assertThat(spare.hostEnd().routes()).containsExactly(TunPrefix.parse("10.9.0.0/16"));

        tunnel.usable(true);
        assertThat(device.hostEnd().routes()).containsExactly(TunPrefix.parse("10.9.0.0/16"));
        assertThat(spare.hostEnd().routes()).isEmpty();
    }
}
