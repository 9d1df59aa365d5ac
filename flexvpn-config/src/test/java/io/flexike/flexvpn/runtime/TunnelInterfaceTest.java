package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunPrefix;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.ike.selector.IpPrefix;
import org.junit.jupiter.api.Test;

class TunnelInterfaceTest {
    private final InMemoryTun device = InMemoryTun.open(TunSettings.named("tun0"));
    private final TunnelInterface tunnel = new TunnelInterface("Tunnel0", device);

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
}
