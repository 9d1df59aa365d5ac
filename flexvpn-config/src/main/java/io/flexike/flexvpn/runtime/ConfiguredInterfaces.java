package io.flexike.flexvpn.runtime;

import io.flexike.esp.gre.GreSettings;
import io.flexike.esp.tun.TunPrefix;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.route.RouteTable;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Opens and closes the interfaces of tunnels and templates. On a thread in the network namespace of the gateway. */
final class ConfiguredInterfaces {
    private final Interfaces interfaces;
    private final DeviceOpener opener;
    private final RouteTables routes;

    ConfiguredInterfaces(Interfaces interfaces, DeviceOpener opener, RouteTables routes) {
        this.interfaces = interfaces;
        this.opener = opener;
        this.routes = routes;
    }

    /**
     * Opens the interface of a tunnel, with its routes: while the tunnel is down, nothing leaves beside it.
     *
     * @throws IOException if the system refuses
     */
    TunnelInterface open(StaticTunnel tunnel) throws IOException {
        RouteTable table = routes.of(tunnel.vrf());
        List<TunPrefix> atOnce = tunnel.routes().stream()
                .filter(prefix -> !table.has(prefix))
                .map(Prefixes::toTun)
                .toList();
        List<TunPrefix> addresses = tunnel.addresses().stream()
                .map((InterfaceAddress address) -> Prefixes.toTun(address))
                .toList();
        TunSettings settings = new TunSettings(
                tunnel.deviceName(),
                tunnel.mtu(),
                addresses,
                atOnce,
                tunnel.vrf().map(Vrfs::of));
        Optional<GreSettings> gre =
                tunnel.mode() == TunnelMode.GRE ? Optional.of(gre(tunnel.greKey())) : Optional.empty();
        return opened(
                new TunnelInterface(tunnel.name(), tunnel.name(), settings, table, gre, PacketRules.of(tunnel)),
                tunnel.staticRoutes());
    }

    /**
     * Opens the interface of a template, which has no device if each of its peers has one.
     *
     * @throws IOException if the system refuses
     */
    TunnelInterface open(VirtualTemplate template) throws IOException {
        TunSettings settings = new TunSettings(
                template.deviceName(),
                template.mtu(),
                template.unnumbered().stream().map(Prefixes::alone).toList(),
                List.of(),
                template.vrf().map(Vrfs::of));
        TunnelInterface device = new TunnelInterface(
                template.name(),
                template.name(),
                settings,
                routes.of(template.vrf()),
                Optional.empty(),
                PacketRules.of(template));
        if (!template.devicePerPeer()) {
            return opened(device, List.of());
        }
        device.connectConfigured();
        interfaces.add(device);
        return device;
    }

    /** As routers send it, with a key if one was said. */
    static GreSettings gre(OptionalLong key) {
        return key.isPresent() ? GreSettings.standard().withKey(key.getAsLong()) : GreSettings.standard();
    }

    private TunnelInterface opened(TunnelInterface device, List<StaticRoute> staticRoutes) throws IOException {
        opener.open(device);
        device.connectConfigured();
        device.setStaticRoutes(staticRoutes);
        interfaces.add(device);
        return device;
    }

    /**
     * Closes the interface of a tunnel or template.
     *
     * @throws IOException if the system does not take the device back
     */
    void close(String name) throws IOException {
        Optional<TunnelInterface> device = interfaces.remove(name);
        if (device.isPresent()) {
            opener.close(device.get());
        }
    }
}
