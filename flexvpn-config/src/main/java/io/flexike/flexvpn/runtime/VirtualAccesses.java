package io.flexike.flexvpn.runtime;

import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.session.InterfaceSnapshot;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Makes the interfaces of peers that have one of their own, and knows which are there. Thread-safe. */
final class VirtualAccesses {
    private final DeviceOpener opener;
    private final RouteTables routes;
    private final InterfaceNumbers numbers;
    private final Executor executor;
    private final Set<VirtualAccess> present = ConcurrentHashMap.newKeySet();

    /** @param executor with one thread, in the network namespace of the gateway */
    VirtualAccesses(DeviceOpener opener, RouteTables routes, InterfaceNumbers numbers, Executor executor) {
        this.opener = opener;
        this.routes = routes;
        this.numbers = numbers;
        this.executor = executor;
    }

    /**
     * An interface for a peer of that template, which is still to be opened, and to be released in any case.
     *
     * @param template as it is for that peer
     * @param settings what the template had otherwise
     * @param gre whether its packets are GRE inside the Child SAs
     */
    VirtualAccess reserve(VirtualTemplate template, InterfaceSettings settings, boolean gre) {
        InterfaceNumbers.InterfaceNumber number = numbers.take();
        TunSettings opened = new TunSettings(
                number.deviceName(),
                template.mtu(),
                template.unnumbered().stream().map(Prefixes::alone).toList(),
                List.of(),
                template.vrf().map(Vrfs::of));
        TunnelInterface device = new TunnelInterface(
                number.interfaceName(),
                template.name(),
                opened,
                routes.of(template.vrf()),
                gre ? Optional.of(ConfiguredInterfaces.gre(template.greKey())) : Optional.empty(),
                PacketRules.of(template),
                settings);
        VirtualAccess access = new VirtualAccess(number, device, opener, executor, present::remove);
        present.add(access);
        return access;
    }

    /** Those whose device is there, as they are now. */
    List<InterfaceSnapshot> snapshots() {
        return present.stream()
                .filter(VirtualAccess::isOpen)
                .map(access -> access.device().snapshot())
                .toList();
    }
}
