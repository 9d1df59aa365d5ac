package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.grammar.Nearest;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The names that a configuration gives, by what they are names of. */
final class ConfigNames {
    /** To look for the nearest of many names takes long, and who mistypes more often than this knows why. */
    private static final int MAX_SUGGESTIONS = 50;

    private final Map<Kind, Set<String>> names = new EnumMap<>(Kind.class);
    private final Set<String> localLists = new LinkedHashSet<>();
    private int suggestions;

    /** What has a name, and how it gets it. */
    enum Kind {
        PROPOSAL("IKEv2 proposal", "crypto ikev2 proposal"),
        POLICY("authorization policy", "crypto ikev2 authorization policy"),
        KEYRING("keyring", "crypto ikev2 keyring"),
        PROFILE("IKEv2 profile", "crypto ikev2 profile"),
        NAME_MANGLER("name mangler", "crypto ikev2 name-mangler"),
        SKIP_CLIENT("SKIP client", "crypto skip-client"),
        TRANSFORM_SET("transform set", "crypto ipsec transform-set"),
        IPSEC_PROFILE("IPsec profile", "crypto ipsec profile"),
        CRYPTO_MAP("crypto map", "crypto map"),
        DYNAMIC_MAP("dynamic crypto map", "crypto dynamic-map"),
        TRUSTPOINT("trustpoint", "crypto pki trustpoint"),
        CERTIFICATE_MAP("certificate map", "crypto pki certificate map"),
        VRF("VRF", "vrf definition"),
        ACCESS_LIST("access list", "ip access-list extended"),
        STANDARD_ACCESS_LIST("standard access list", "ip access-list standard"),
        IPV6_ACCESS_LIST("IPv6 access list", "ipv6 access-list"),
        POOL("address pool", "ip local pool"),
        IPV6_POOL("IPv6 address pool", "ipv6 local pool"),
        AUTHENTICATION_LIST("list for authentication", "aaa authentication login"),
        AUTHORIZATION_LIST("list for authorization", "aaa authorization network"),
        ACCOUNTING_LIST("list for accounting", "aaa accounting network"),
        ATTRIBUTE_LIST("attribute list", "aaa attribute list"),
        TRACK("tracked object", "track"),
        INTERFACE("interface", "interface");

        private final String what;
        private final String command;

        Kind(String what, String command) {
            this.what = what;
            this.command = command;
        }
    }

    ConfigNames(RouterConfig config) {
        for (Kind kind : Kind.values()) {
            Set<String> of = new LinkedHashSet<>();
            names.put(kind, of);
            config.blocks(kind.command)
                    .forEach(each -> of.add(
                            each.header().flatMap(head -> head.value("name")).orElse(each.name())));
            if (config.root().isOn(kind.command + " default")) {
                of.add("default");
            }
        }
        config.blocks("ip vrf").forEach(each -> of(Kind.VRF).add(each.name()));
        config.blocks("ip access-list standard")
                .forEach(each -> of(Kind.ACCESS_LIST).add(each.name()));
        Block root = config.root();
        for (Statement list : root.statements("access-list")) {
            String number = list.text("number");
            of(Kind.ACCESS_LIST).add(number);
            if (isStandard(list.integer("number"))) {
                of(Kind.STANDARD_ACCESS_LIST).add(number);
            }
        }
        add(root, "ip local pool", Kind.POOL);
        add(root, "ipv6 local pool", Kind.IPV6_POOL);
        addLists(root, "aaa authentication", "login", Kind.AUTHENTICATION_LIST);
        addLists(root, "aaa authorization", "network", Kind.AUTHORIZATION_LIST);
        addLists(root, "aaa accounting", "network", Kind.ACCOUNTING_LIST);
        root.statements("track").forEach(each -> of(Kind.TRACK).add(each.text("object")));
    }

    private void addLists(Block root, String key, String type, Kind kind) {
        for (Statement each : root.statements(key)) {
            if (each.text("type").equals(type)) {
                of(kind).add(each.text("name"));
                if (kind == Kind.AUTHORIZATION_LIST && each.text("methods").contains("local")) {
                    localLists.add(each.text("name"));
                }
            }
        }
    }

    private static boolean isStandard(long number) {
        return number < 100 || (number >= 1300 && number < 2000);
    }

    private void add(Block root, String key, Kind kind) {
        root.statements(key).forEach(each -> of(kind).add(each.text("name")));
    }

    private Set<String> of(Kind kind) {
        return names.getOrDefault(kind, Set.of());
    }

    boolean has(Kind kind, String name) {
        return of(kind).contains(name);
    }

    /** Whether a list for authorization asks the router itself. */
    boolean isLocal(String list) {
        return localLists.contains(list);
    }

    /** What is wrong with a name that is not there, and what would be right. */
    String missing(Kind kind, String name) {
        Optional<String> near = suggestions++ < MAX_SUGGESTIONS ? Nearest.of(name, of(kind)) : Optional.empty();
        return "no " + kind.what + " is called \"" + name + "\"; "
                + near.map(each -> "did you mean \"" + each + "\"?")
                        .orElse("right would be \"" + kind.command + " " + name + "\" as well");
    }
}
