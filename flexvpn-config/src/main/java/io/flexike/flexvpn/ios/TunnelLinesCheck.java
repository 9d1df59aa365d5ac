package io.flexike.flexvpn.ios;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether tunnel interfaces, their templates and their clients have what they need. */
final class TunnelLinesCheck {
    private final RouterConfig config;
    private final TextFindings findings;
    private final Set<String> connected = new HashSet<>();
    private final Set<String> templates = new HashSet<>();
    private final Map<List<Object>, Block> ends = new HashMap<>();

    TunnelLinesCheck(RouterConfig config, TextFindings findings) {
        this.config = config;
        this.findings = findings;
        config.blocks("crypto ikev2 client flexvpn")
                .forEach(client -> client.text("client connect", "tunnel").ifPresent(connected::add));
        config.blocks("crypto ikev2 profile")
                .forEach(profile -> profile.text("virtual-template", "number")
                        .ifPresent(number -> templates.add("Virtual-Template" + number)));
    }

    void tunnel(Block block) {
        if (block.name().startsWith("Virtual-Template")) {
            template(block);
        } else if (block.name().startsWith("Tunnel")) {
            protection(block);
            families(block);
            dynamic(block, "tunnel source");
            dynamic(block, "tunnel destination");
            ends(block);
        }
    }

    private void template(Block template) {
        for (Statement each : template.statements("ip address")) {
            findings.error(
                    each.line(),
                    each.column(),
                    "a template is copied for every peer and cannot have an address of its own; right would be"
                            + " \"ip unnumbered\"");
        }
        if (templates.contains(template.name())
                && template.statement("tunnel protection ipsec profile").isEmpty()) {
            missing(template, "a template without protection", "tunnel protection ipsec profile");
        }
        template.statement("tunnel destination")
                .ifPresent(each -> findings.error(
                        each.line(), each.column(), "the destination of a template is the peer; leave it out"));
        template.statement("tunnel mode")
                .filter(each -> each.has("multipoint"))
                .ifPresent(each -> findings.error(
                        each,
                        "mode",
                        "a template makes a tunnel for each peer; right would be \"tunnel mode gre ip\""));
    }

    private void protection(Block tunnel) {
        Optional<Statement> protection = tunnel.statement("tunnel protection ipsec profile");
        boolean ipsec = tunnel.statement("tunnel mode")
                .filter(each -> each.has("ipsec"))
                .isPresent();
        if (protection.isEmpty()) {
            if (ipsec) {
                missing(tunnel, "an IPsec tunnel without protection", "tunnel protection ipsec profile");
            }
            return;
        }
        if (tunnel.statement("tunnel source").isEmpty()) {
            missing(tunnel, "a tunnel without source", "tunnel source");
        }
        boolean multipoint = tunnel.statement("tunnel mode")
                .filter(each -> each.has("multipoint"))
                .isPresent();
        if (tunnel.statement("tunnel destination").isEmpty() && !multipoint) {
            missing(tunnel, "a tunnel without destination", "tunnel destination");
        }
        ikeProfile(protection.get());
    }

    private void ikeProfile(Statement protection) {
        String name = protection.text("profile");
        Optional<Block> profile = config.block("crypto ipsec profile", name);
        boolean said = protection.has("ikev2-profile")
                || profile.flatMap(each -> each.statement("set ikev2-profile")).isPresent()
                || profile.flatMap(each -> each.statement("set isakmp-profile")).isPresent();
        boolean known = profile.isPresent() || name.equals("default");
        if (known && !said && config.block("crypto ikev2 profile", "default").isEmpty()) {
            findings.error(
                    protection,
                    "profile",
                    "IPsec profile \"" + name + "\" names no IKEv2 profile, and none is called default; right would be"
                            + " \"set ikev2-profile\"");
        }
    }

    private void families(Block tunnel) {
        Optional<Statement> mode = tunnel.effective("tunnel mode");
        boolean six = mode.filter(each -> each.has("ipv6")).isPresent();
        boolean either = mode.filter(each -> each.has("dual-overlay")).isPresent();
        for (String key : List.of("tunnel source", "tunnel destination")) {
            tunnel.statement(key)
                    .filter(each -> !either && each.value("address").isPresent())
                    .filter(each -> isOther(each.text("address"), six))
                    .ifPresent(each -> findings.error(
                            each,
                            "address",
                            six
                                    ? "an IPv4 address, but the tunnel goes over IPv6; right would be an IPv6 address"
                                    : "an IPv6 address, but the tunnel goes over IPv4; right would be \"tunnel mode gre"
                                            + " ipv6\" or \"tunnel mode ipsec ipv6\""));
        }
    }

    private static boolean isOther(String address, boolean six) {
        boolean literalFour = address.matches("[0-9.]+");
        return six ? literalFour : address.indexOf(':') >= 0;
    }

    private void dynamic(Block tunnel, String key) {
        tunnel.statement(key)
                .filter(each -> each.has("dynamic") && !connected.contains(tunnel.name()))
                .ifPresent(each -> findings.error(
                        each.line(),
                        each.column(),
                        "no client says what is meant; right would be \"client connect " + tunnel.name()
                                + "\" of a \"crypto ikev2 client flexvpn\""));
    }

    /** Tunnels between the same addresses are told apart by a key, and without GRE by nothing. */
    private void ends(Block tunnel) {
        Optional<Statement> destination = tunnel.statement("tunnel destination").filter(each -> !each.has("dynamic"));
        Optional<Statement> source = tunnel.statement("tunnel source").filter(each -> !each.has("dynamic"));
        if (destination.isEmpty() || source.isEmpty()) {
            return;
        }
        boolean gre =
                tunnel.effective("tunnel mode").filter(each -> each.has("gre")).isPresent();
        List<Object> place = List.of(
                source.get(),
                destination.get(),
                tunnel.text("tunnel vrf", "vrf").orElse(""),
                gre,
                gre ? tunnel.text("tunnel key", "key").orElse("") : "",
                tunnel.statements("tunnel protection ipsec policy"));
        Block before = ends.putIfAbsent(place, tunnel);
        if (before != null) {
            findings.error(
                    destination.get(),
                    "address",
                    "the same source and destination as " + before.name()
                            + (gre ? "; right would be another \"tunnel key\"" : "; right would be one of the two"));
        }
    }

    void client(Block client) {
        if (client.statements("peer").isEmpty()) {
            missing(client, "no peer to connect to", "peer 1");
        }
        if (client.statement("client connect").isEmpty()) {
            missing(client, "no tunnel to connect", "client connect Tunnel0");
        }
    }

    private void missing(Block block, String problem, String right) {
        findings.missing(block, problem + "; right would be \"" + right + "\"");
    }
}
