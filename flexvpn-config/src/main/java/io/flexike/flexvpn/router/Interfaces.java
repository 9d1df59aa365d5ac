package io.flexike.flexvpn.router;

import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The addresses and VRFs of a router's interfaces. */
final class Interfaces {
    private static final String KIND = "interface";

    private final RouterConfig router;

    Interfaces(RouterConfig router) {
        this.router = router;
    }

    List<Block> all() {
        return router.blocks(KIND);
    }

    Optional<Block> named(String name) {
        return router.block(KIND, name);
    }

    /** The addresses that an interface has of its own, the main one first. */
    List<InterfaceAddress> addresses(Block iface) {
        List<InterfaceAddress> addresses = new ArrayList<>();
        for (Statement each : iface.statements("ip address")) {
            if (each.value("address").isPresent() && each.value("mask").isPresent()) {
                addresses.add(new InterfaceAddress(
                        each.address("address"), Masks.length(each.text("mask")).orElse(32)));
            }
        }
        iface.statements("ipv6 address").stream()
                .flatMap(each -> each.value("prefix").stream())
                .map(InterfaceAddress::parse)
                .forEach(addresses::add);
        return addresses;
    }

    /** The addresses of an interface, of those too that it borrows from another one. */
    List<InterfaceAddress> withUnnumbered(Block iface) {
        List<InterfaceAddress> addresses = new ArrayList<>(addresses(iface));
        Stream.of("ip unnumbered", "ipv6 unnumbered")
                .forEach(key -> iface.text(key, "interface")
                        .flatMap(this::named)
                        .ifPresent(lender -> addresses(lender).forEach(address -> {
                            if (address.isIpv4() == key.startsWith("ip ")) {
                                int host = address.address().getAddress().length * 8;
                                addresses.add(new InterfaceAddress(address.address(), host));
                            }
                        })));
        return addresses;
    }

    /** The VRF that an interface forwards for; empty for the global one. */
    static Optional<String> vrf(Block iface) {
        return iface.text("vrf forwarding", "vrf").or(() -> iface.text("ip vrf forwarding", "vrf"));
    }

    /** The outer address that a {@code tunnel source} or {@code local-address} means, of one family. */
    Optional<InetAddress> outer(String interfaceName, boolean ipv4) {
        return named(interfaceName).stream()
                .flatMap(iface -> withUnnumbered(iface).stream())
                .filter(address -> address.isIpv4() == ipv4)
                .map(InterfaceAddress::address)
                .findFirst();
    }

    /** The addresses of the interfaces of a front-door VRF: empty for the global one. */
    Set<InetAddress> ofVrf(Optional<String> vrf) {
        Set<InetAddress> addresses = new LinkedHashSet<>();
        for (Block iface : all()) {
            if (!isTunnel(iface) && !iface.isOn("shutdown") && vrf(iface).equals(vrf)) {
                addresses(iface).forEach(address -> addresses.add(address.address()));
            }
        }
        return addresses;
    }

    static boolean isTunnel(Block iface) {
        return iface.name().startsWith("Tunnel") || iface.name().startsWith("Virtual-Template");
    }

    static String text(InetAddress address) {
        return IpPrefix.format(address);
    }
}
