package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.ConfigNames.Kind;
import io.flexike.flexvpn.ios.grammar.Shown;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether what lines name is there. */
final class ReferenceCheck {
    private static final Map<String, List<Reference>> REFERENCES = Stream.of(
                    new Reference("", "ip route", "vrf", Kind.VRF),
                    new Reference("", "ipv6 route", "vrf", Kind.VRF),
                    new Reference("", "crypto map", "interface", Kind.INTERFACE),
                    new Reference("crypto skip-client", "vrf", "vrf", Kind.VRF),
                    new Reference("crypto pki trustpoint", "vrf", "vrf", Kind.VRF),
                    new Reference("crypto pki trustpoint", "match certificate", "map", Kind.CERTIFICATE_MAP),
                    new Reference("crypto ikev2 authorization policy", "pool", "pool", Kind.POOL),
                    new Reference("crypto ikev2 authorization policy", "ipv6 pool", "pool", Kind.IPV6_POOL),
                    new Reference(
                            "crypto ikev2 authorization policy", "aaa attribute list", "list", Kind.ATTRIBUTE_LIST),
                    new Reference("crypto ikev2 authorization policy", "subnet-acl", "list", Kind.ACCESS_LIST),
                    new Reference(
                            "crypto ikev2 authorization policy", "route set interface", "interface", Kind.INTERFACE),
                    new Reference(
                            "crypto ikev2 authorization policy",
                            "route set access-list",
                            "list",
                            Kind.STANDARD_ACCESS_LIST),
                    new Reference(
                            "crypto ikev2 authorization policy",
                            "route set access-list ipv6",
                            "list",
                            Kind.IPV6_ACCESS_LIST),
                    new Reference("crypto ikev2 authorization policy", "route set local", "vrf", Kind.VRF),
                    new Reference("crypto ikev2 policy", "match fvrf", "vrf", Kind.VRF),
                    new Reference("crypto ikev2 policy", "proposal", "proposal", Kind.PROPOSAL),
                    new Reference("peer", "ppk dynamic", "client", Kind.SKIP_CLIENT),
                    new Reference("crypto ikev2 profile", "match fvrf", "vrf", Kind.VRF),
                    new Reference("crypto ikev2 profile", "match address local interface", "interface", Kind.INTERFACE),
                    new Reference("crypto ikev2 profile", "match certificate", "map", Kind.CERTIFICATE_MAP),
                    new Reference("crypto ikev2 profile", "keyring local", "keyring", Kind.KEYRING),
                    new Reference("crypto ikev2 profile", "keyring ppk", "keyring", Kind.KEYRING),
                    new Reference("crypto ikev2 profile", "keyring aaa", "list", Kind.AUTHORIZATION_LIST),
                    new Reference("crypto ikev2 profile", "keyring aaa", "mangler", Kind.NAME_MANGLER),
                    new Reference("crypto ikev2 profile", "pki trustpoint", "trustpoint", Kind.TRUSTPOINT),
                    new Reference("crypto ikev2 profile", "ivrf", "vrf", Kind.VRF),
                    new Reference("crypto ikev2 profile", "aaa authentication", "list", Kind.AUTHENTICATION_LIST),
                    new Reference("crypto ikev2 profile", "aaa authorization group", "list", Kind.AUTHORIZATION_LIST),
                    new Reference("crypto ikev2 profile", "aaa authorization group", "mangler", Kind.NAME_MANGLER),
                    new Reference("crypto ikev2 profile", "aaa authorization user", "list", Kind.AUTHORIZATION_LIST),
                    new Reference("crypto ikev2 profile", "aaa authorization user", "mangler", Kind.NAME_MANGLER),
                    new Reference("crypto ikev2 profile", "aaa accounting", "list", Kind.ACCOUNTING_LIST),
                    new Reference("crypto ikev2 client flexvpn", "peer", "track", Kind.TRACK),
                    new Reference("crypto ikev2 client flexvpn", "connect", "track", Kind.TRACK),
                    new Reference("crypto ikev2 client flexvpn", "source", "track", Kind.TRACK),
                    new Reference("crypto ikev2 client flexvpn", "source", "interface", Kind.INTERFACE),
                    new Reference("crypto ikev2 client flexvpn", "client inside", "interface", Kind.INTERFACE),
                    new Reference("crypto ikev2 client flexvpn", "client connect", "tunnel", Kind.INTERFACE),
                    new Reference("crypto ipsec profile", "set transform-set", "transform-set", Kind.TRANSFORM_SET),
                    new Reference("crypto ipsec profile", "set ikev2-profile", "profile", Kind.PROFILE),
                    new Reference("crypto dynamic-map", "match address", "list", Kind.ACCESS_LIST),
                    new Reference("crypto dynamic-map", "set transform-set", "transform-set", Kind.TRANSFORM_SET),
                    new Reference("crypto dynamic-map", "set ikev2-profile", "profile", Kind.PROFILE),
                    new Reference("crypto map", "match address", "list", Kind.ACCESS_LIST),
                    new Reference("crypto map", "set transform-set", "transform-set", Kind.TRANSFORM_SET),
                    new Reference("crypto map", "set ikev2-profile", "profile", Kind.PROFILE),
                    new Reference("crypto map", "crypto map", "dynamic", Kind.DYNAMIC_MAP),
                    new Reference("crypto map", "crypto map", "profile", Kind.IPSEC_PROFILE),
                    new Reference("interface", "vrf forwarding", "vrf", Kind.VRF),
                    new Reference("interface", "ip vrf forwarding", "vrf", Kind.VRF),
                    new Reference("interface", "ip unnumbered", "interface", Kind.INTERFACE),
                    new Reference("interface", "ipv6 unnumbered", "interface", Kind.INTERFACE),
                    new Reference("interface", "if-state", "track", Kind.TRACK),
                    new Reference("interface", "tunnel source", "interface", Kind.INTERFACE),
                    new Reference("interface", "tunnel vrf", "vrf", Kind.VRF),
                    new Reference("interface", "tunnel protection ipsec profile", "profile", Kind.IPSEC_PROFILE),
                    new Reference("interface", "tunnel protection ipsec profile", "ikev2-profile", Kind.PROFILE),
                    new Reference("interface", "crypto map", "map", Kind.CRYPTO_MAP))
            .collect(Collectors.groupingBy(Reference::place));

    /** Those that are there only if the configuration makes them. */
    private static final Set<String> LOGICAL = Set.of("Loopback", "Tunnel", "Virtual-Template");

    private final ConfigNames names;
    private final TextFindings findings;

    /** That a value of a line in a block is the name of something. */
    private record Reference(String block, String key, String value, Kind kind) {
        String place() {
            return block + ": " + key;
        }
    }

    ReferenceCheck(ConfigNames names, TextFindings findings) {
        this.names = names;
        this.findings = findings;
    }

    void check(Block block) {
        block.header().ifPresent(head -> check(block.kind(), head));
        block.statements().forEach(each -> check(block.kind(), each));
        if (block.kind().equals("crypto ikev2 profile")) {
            template(block, "virtual-template", "number");
            policies(block);
        } else if (block.kind().equals("interface")) {
            template(block, "ip nhrp shortcut", "template");
            template(block, "ipv6 nhrp shortcut", "template");
            accessLists(block);
        }
        block.blocks().forEach(this::check);
    }

    /** Checks a line that stands in a block of that kind. */
    void check(String block, Statement statement) {
        for (Reference reference : REFERENCES.getOrDefault(block + ": " + statement.key(), List.of())) {
            for (String name : statement.values(reference.value())) {
                if (reference.kind() != Kind.INTERFACE || isLogical(name)) {
                    require(statement, reference.value(), reference.kind(), name);
                }
            }
        }
    }

    private static boolean isLogical(String name) {
        return LOGICAL.contains(name.replaceAll("[0-9].*", ""));
    }

    private void require(Statement statement, String value, Kind kind, String name) {
        boolean tracksNothing = kind == Kind.TRACK && name.equals("0");
        if (!names.has(kind, name) && !tracksNothing) {
            findings.error(statement, value, names.missing(kind, Shown.word(name)));
        }
    }

    private void template(Block block, String key, String value) {
        block.statement(key)
                .filter(each -> each.value(value).isPresent())
                .ifPresent(each -> require(each, value, Kind.INTERFACE, "Virtual-Template" + each.text(value)));
    }

    /** A name in the list of a profile is one of ours only if the list is on the router. */
    private void policies(Block profile) {
        for (String key : List.of("aaa authorization group", "aaa authorization user")) {
            for (Statement each : profile.statements(key)) {
                if (each.value("name").isPresent()
                        && names.isLocal(each.text("list"))
                        && !names.has(Kind.POLICY, each.text("name"))) {
                    require(each, "name", Kind.POLICY, each.text("name"));
                }
            }
        }
    }

    private void accessLists(Block tunnel) {
        for (Statement each : tunnel.statements("tunnel protection ipsec policy")) {
            Kind kind = each.has("ipv6") ? Kind.IPV6_ACCESS_LIST : Kind.ACCESS_LIST;
            require(each, "list", kind, each.text("list"));
        }
    }
}
