package io.flexike.flexvpn.router;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tunnel interfaces with protection, and virtual templates with the profiles that lead to them. */
final class Tunnels {
    private static final String PROTECTION = "tunnel protection ipsec profile";
    private static final String TEMPLATE = "Virtual-Template";
    private static final List<String> NOT_ACTIVE = List.of(
            "tunnel tos",
            "tunnel ttl",
            "tunnel path-mtu-discovery",
            "tunnel vrf",
            "tunnel route-via",
            "ipv6 mtu",
            "tunnel protection ipsec policy",
            "tunnel protection ipsec initiate",
            "tunnel protection dike profile",
            "if-state",
            "ip nhrp network-id",
            "ip nhrp shortcut",
            "ip nhrp redirect",
            "ipv6 nhrp network-id",
            "nhrp network-id");

    private final Interfaces interfaces;
    private final IkeProfiles ikeProfiles;
    private final IpsecProfiles ipsecProfiles;
    private final StaticRoutes routes;
    private final Notes notes;

    Tunnels(RouterConfig router, Interfaces interfaces, IkeProfiles ike, IpsecProfiles ipsec, Notes notes) {
        this.interfaces = interfaces;
        this.ikeProfiles = ike;
        this.ipsecProfiles = ipsec;
        this.routes = new StaticRoutes(router);
        this.notes = notes;
    }

    void addTo(FlexVpnConfig.Builder config) {
        Map<Integer, List<Block>> profilesOfTemplate = new TreeMap<>();
        ikeProfiles.forEachTemplate((number, profile) -> profilesOfTemplate
                .computeIfAbsent(number, any -> new ArrayList<>())
                .add(profile));
        for (Block iface : interfaces.all()) {
            if (iface.isOn("shutdown")) {
                continue;
            }
            if (iface.name().startsWith(TEMPLATE)) {
                notes.guarded(iface, () -> {
                    int number = Integer.parseInt(iface.name().substring(TEMPLATE.length()));
                    addTemplate(iface, profilesOfTemplate.getOrDefault(number, List.of()), config);
                    return Optional.empty();
                });
            } else if (iface.name().startsWith("Tunnel")) {
                notes.guarded(iface, () -> {
                    addTunnel(iface, config);
                    return Optional.empty();
                });
            }
        }
    }

    private void addTunnel(Block iface, FlexVpnConfig.Builder config) {
        Optional<Statement> protection = iface.statement(PROTECTION);
        if (protection.isEmpty()) {
            iface.header()
                    .ifPresent(header -> notes.warning(
                            header,
                            iface.name() + " is not protected and not brought up; right would be a line "
                                    + PROTECTION));
            return;
        }
        NOT_ACTIVE.forEach(key -> iface.statement(key).ifPresent(notes::inactive));
        TunnelMode mode = mode(iface);
        Optional<IpsecProfiles.Found> ipsec =
                ipsecProfiles.named(protection.get().text("profile"), mode != TunnelMode.GRE);
        Optional<String> destination = iface.statement("tunnel destination")
                .filter(line -> !line.has("dynamic"))
                .map(line -> line.text("address"));
        Optional<InetAddress> source = source(iface, underlayIsIpv4(iface, destination));
        Optional<String> ikeName =
                protection.get().value("ikev2-profile").or(() -> ipsec.flatMap(IpsecProfiles.Found::ikeProfile));
        Optional<IkeProfile> ike = ikeName.flatMap(name -> ikeProfiles.named(name, source));
        if (ipsec.isEmpty() || ike.isEmpty()) {
            notes.warning(
                    protection.get(),
                    iface.name() + " has no IKEv2 profile that is active and complete, and is not brought up");
            return;
        }
        if (saysOfPeersInterface(ike.get())) {
            notes.warning(
                    protection.get(),
                    "attributes \"interface-config\" of the authorization policies are for virtual templates, and nothing"
                            + " becomes of them on " + iface.name());
        }
        config.staticTunnel(
                iface.name(),
                tunnel -> describe(
                        iface,
                        tunnel.profile(ike.get()).ipsec(ipsec.get().profile()).mode(mode),
                        destination,
                        source,
                        ipsec.get().responderOnly()));
    }

    private static boolean saysOfPeersInterface(IkeProfile profile) {
        return profile.authorization().stream()
                .flatMap(rules -> rules.policies().stream())
                .anyMatch(policy -> !policy.interfaceSettings().isEmpty());
    }

    private void describe(
            Block iface,
            StaticTunnel.Builder tunnel,
            Optional<String> destination,
            Optional<InetAddress> source,
            boolean responderOnly) {
        source.ifPresent(address -> tunnel.source(Interfaces.text(address)));
        destination.ifPresent(host -> tunnel.destination(endpoint(host)));
        interfaces.withUnnumbered(iface).forEach(address -> tunnel.address(address.toString()));
        if (iface.statement("ip address").filter(line -> line.has("negotiated")).isPresent()) {
            tunnel.requestAddress().requestDns();
        }
        if (iface.statements("ipv6 address").stream().anyMatch(line -> line.has("negotiated"))) {
            tunnel.requestIpv6Address().requestDns();
        }
        List<IpPrefix> networks = interfaces.addresses(iface).stream()
                .map(InterfaceAddress::prefix)
                .toList();
        routes.over(iface.name(), Interfaces.vrf(iface), networks).forEach(tunnel::route);
        Interfaces.vrf(iface).ifPresent(tunnel::vrf);
        iface.integer("tunnel key", "key").ifPresent(tunnel::greKey);
        iface.integer("ip mtu", "octets").ifPresent(octets -> tunnel.mtu(Math.toIntExact(octets)));
        iface.integer("ip tcp adjust-mss", "octets").ifPresent(octets -> tunnel.tcpMss(Math.toIntExact(octets)));
        iface.integer("ipv6 tcp adjust-mss", "octets").ifPresent(octets -> tunnel.ipv6TcpMss(Math.toIntExact(octets)));
        if (responderOnly || destination.isEmpty()) {
            tunnel.responderOnly();
        }
    }

    private static PeerEndpoint endpoint(String host) {
        Optional<InetAddress> literal = PeerEndpoint.of(host).literalAddress();
        return PeerEndpoint.of(literal.map(IpPrefix::format).orElse(host));
    }

    private static boolean underlayIsIpv4(Block iface, Optional<String> destination) {
        Optional<InetAddress> literal = destination.map(PeerEndpoint::of).flatMap(PeerEndpoint::literalAddress);
        if (literal.isPresent()) {
            return literal.get() instanceof Inet4Address;
        }
        String words = iface.text("tunnel mode", "mode").orElse("");
        return !words.equals("gre ipv6") && !words.startsWith("ipsec ipv6");
    }

    private Optional<InetAddress> source(Block iface, boolean ipv4) {
        Optional<Statement> line = iface.statement("tunnel source");
        if (line.isEmpty() || line.get().has("dynamic")) {
            return Optional.empty();
        }
        if (line.get().value("address").isPresent()) {
            return Optional.of(line.get().address("address"));
        }
        return line.get().value("interface").flatMap(name -> interfaces.outer(name, ipv4));
    }

    private static TunnelMode mode(Block iface) {
        Optional<Statement> line = iface.effective("tunnel mode");
        if (line.isEmpty()) {
            return TunnelMode.GRE;
        }
        List<String> words = line.get().words();
        if (!words.contains("ipsec")) {
            return TunnelMode.GRE;
        }
        if (words.contains("dual-overlay")) {
            return TunnelMode.IPSEC_DUAL_OVERLAY;
        }
        boolean ipv6Inside = words.contains("v6-overlay") || words.contains("ipv6") && !words.contains("v4-overlay");
        return ipv6Inside ? TunnelMode.IPSEC_IPV6 : TunnelMode.IPSEC_IPV4;
    }

    private void addTemplate(Block iface, List<Block> profiles, FlexVpnConfig.Builder config) {
        Optional<Statement> protection = iface.statement(PROTECTION);
        String ipsecName = protection.map(line -> line.text("profile")).orElse("default");
        List<IkeProfile> active = new ArrayList<>();
        boolean auto = false;
        for (Block profile : profiles) {
            ikeProfiles.named(profile.name(), Optional.empty()).ifPresent(active::add);
            auto |= profile.statement("virtual-template")
                    .filter(line -> line.has("auto"))
                    .isPresent();
        }
        TunnelMode mode = auto ? TunnelMode.AUTO : mode(iface);
        Optional<IpsecProfiles.Found> ipsec =
                ipsecProfiles.named(ipsecName, mode != TunnelMode.GRE && mode != TunnelMode.AUTO);
        if (active.isEmpty() || ipsec.isEmpty()) {
            iface.header()
                    .ifPresent(header -> notes.warning(
                            header, "no IKEv2 profile that is active and complete leads to " + iface.name()));
            return;
        }
        NOT_ACTIVE.forEach(key -> iface.statement(key).ifPresent(notes::inactive));
        config.virtualTemplate(iface.name(), template -> {
            describe(iface, template, mode);
            if (Interfaces.vrf(iface).isEmpty()) {
                innerVrf(profiles).ifPresent(template::vrf);
            }
            active.forEach(template::profile);
            template.ipsec(ipsec.get().profile());
        });
    }

    /** A template's own VRF goes before that of the profiles that lead to it. */
    private Optional<String> innerVrf(List<Block> profiles) {
        Optional<String> vrf = Optional.empty();
        for (Block profile : profiles) {
            Optional<Statement> line = profile.statement("ivrf");
            Optional<String> named = line.flatMap(each -> each.value("vrf"));
            if (vrf.isPresent() && !named.equals(vrf)) {
                notes.error(
                        line.or(profile::header).orElseThrow(),
                        "the profiles of one virtual template have different VRFs;"
                                + " right would be a template for each VRF");
            }
            Optional<String> before = vrf;
            vrf = before.or(() -> named);
        }
        return vrf;
    }

    private void describe(Block iface, VirtualTemplate.Builder template, TunnelMode mode) {
        template.mode(mode).devicePerPeer();
        for (InterfaceAddress address : interfaces.withUnnumbered(iface)) {
            template.unnumbered(IpPrefix.format(address.address()));
        }
        Interfaces.vrf(iface).ifPresent(template::vrf);
        iface.integer("tunnel key", "key").ifPresent(template::greKey);
        iface.integer("ip mtu", "octets").ifPresent(octets -> template.mtu(Math.toIntExact(octets)));
        iface.integer("ip tcp adjust-mss", "octets").ifPresent(octets -> template.tcpMss(Math.toIntExact(octets)));
        iface.integer("ipv6 tcp adjust-mss", "octets")
                .ifPresent(octets -> template.ipv6TcpMss(Math.toIntExact(octets)));
    }
}
