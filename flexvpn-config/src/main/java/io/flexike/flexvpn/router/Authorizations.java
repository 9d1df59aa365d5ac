package io.flexike.flexvpn.router;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.AuthorizationRules;
import io.flexike.flexvpn.authorization.AuthorizationRules.Lookup;
import io.flexike.flexvpn.authorization.ClientSettings;
import io.flexike.flexvpn.authorization.NameMangler;
import io.flexike.flexvpn.authorization.NameMangler.DnPart;
import io.flexike.flexvpn.authorization.NameMangler.EapPart;
import io.flexike.flexvpn.authorization.NameMangler.EmailPart;
import io.flexike.flexvpn.authorization.NameMangler.FqdnPart;
import io.flexike.flexvpn.authorization.RouteAcceptance;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Authorization policies, the pools and lists that they name, and the rules of profiles that lead to them. */
final class Authorizations {
    private static final String POLICY = "crypto ikev2 authorization policy";
    private static final String DEFAULT = "default";
    private static final NameMangler WHOLE_IDENTITY =
            new NameMangler("identity", Optional.of(FqdnPart.ALL), Optional.of(EmailPart.ALL), Optional.empty());
    private static final NameMangler WHOLE_EAP_IDENTITY = new NameMangler(
            "EAP identity",
            Optional.of(FqdnPart.ALL),
            Optional.of(EmailPart.ALL),
            Optional.empty(),
            Optional.of(EapPart.ALL));
    private static final Lookup NOBODY = new Lookup.Mangled(
            new NameMangler("nobody", Optional.empty(), Optional.empty(), Optional.empty()), List.of());
    private static final List<String> NOT_ACTIVE = List.of(
            "dhcp server",
            "dhcp giaddr",
            "dhcp timeout",
            "smartcard-removal-disconnect",
            "ipsec flow-limit",
            "mobileopt-serv",
            "ipv6 prefix",
            "route accept route-map");

    private final RouterConfig router;
    private final Interfaces interfaces;
    private final AccessLists lists;
    private final Notes notes;
    private final Map<String, Optional<AuthorizationPolicy>> made = new HashMap<>();

    Authorizations(RouterConfig router, Interfaces interfaces, AccessLists lists, Notes notes) {
        this.router = router;
        this.interfaces = interfaces;
        this.lists = lists;
        this.notes = notes;
    }

    /** What the lines {@code aaa authorization} of a profile say; empty if there are none. */
    Optional<AuthorizationRules> rules(Block profile) {
        Optional<Statement> group = line(profile, "aaa authorization group");
        Optional<Statement> user = line(profile, "aaa authorization user");
        return group.isEmpty() && user.isEmpty()
                ? Optional.empty()
                : Optional.of(new AuthorizationRules(
                        group.map(line -> lookup(line, false)),
                        user.map(line -> lookup(line, true)),
                        group.filter(line -> line.has("override")).isPresent()));
    }

    /** The first line for a way in which peers authenticate; further ones are not active. */
    private Optional<Statement> line(Block profile, String key) {
        List<Statement> lines = profile.statements(key);
        Optional<Statement> used = lines.stream()
                .filter(line -> isFor(profile, line))
                .findFirst()
                .or(() -> lines.stream().findFirst());
        lines.stream().filter(line -> !used.equals(Optional.of(line))).forEach(notes::inactive);
        return used;
    }

    private static boolean isFor(Block profile, Statement line) {
        return switch (line.value("method").orElse("")) {
            case "" -> true;
            case "psk" -> profile.statement("authentication remote pre-share").isPresent();
            case "cert" ->
                profile.statement("authentication remote rsa-sig").isPresent()
                        || profile.statement("authentication remote ecdsa-sig").isPresent();
            case "eap" -> profile.statement("authentication remote eap").isPresent();
            default -> false;
        };
    }

    /** Where a policy is found; where a line cannot be honoured, nobody has one, so that nobody comes in by mistake. */
    private Lookup lookup(Statement line, boolean user) {
        Optional<String> method = line.value("method");
        boolean eap = method.isEmpty() || method.filter("eap"::equals).isPresent();
        if (user && eap && line.has("cached")) {
            // users of the router have no attributes of their own; a policy of their name takes the place of these
            return new Lookup.IfThere(new Lookup.Mangled(WHOLE_EAP_IDENTITY, all()));
        }
        boolean other = method.filter("anyconnect-eap"::equals).isPresent();
        if (other || line.value("list").isEmpty() || !isLocal(line.text("list"))) {
            notes.inactive(line);
            return NOBODY;
        }
        Optional<Block> mangler =
                line.value("mangler").flatMap(name -> router.block("crypto ikev2 name-mangler", name));
        if (mangler.isPresent()) {
            mangler.get().statement("eap dn").ifPresent(notes::inactive);
            return new Lookup.Mangled(mangler(mangler.get(), eap), all());
        }
        if (user && line.value("name").isEmpty()) {
            return new Lookup.Mangled(eap ? WHOLE_EAP_IDENTITY : WHOLE_IDENTITY, all());
        }
        String name = line.value("name").orElse(DEFAULT);
        Optional<AuthorizationPolicy> policy = named(name);
        if (policy.isEmpty()) {
            notes.error(
                    line,
                    "no authorization policy is called " + name + "; right would be crypto ikev2 authorization policy "
                            + name + " as well");
        }
        return policy.<Lookup>map(Lookup.Named::new).orElse(NOBODY);
    }

    /** A list without a definition is local, as nothing else could be meant without one. */
    private boolean isLocal(String list) {
        return router.root().statements("aaa authorization").stream()
                .filter(line ->
                        line.text("type").equals("network") && line.text("name").equals(list))
                .allMatch(line -> List.of(line.text("methods").split(" ", -1)).contains("local"));
    }

    private List<AuthorizationPolicy> all() {
        List<AuthorizationPolicy> all = new ArrayList<>();
        router.blocks(POLICY).forEach(block -> named(block.name()).ifPresent(all::add));
        if (router.block(POLICY, DEFAULT).isEmpty()) {
            named(DEFAULT).ifPresent(all::add);
        }
        return all;
    }

    /** @param eap whether it is for peers that EAP has authenticated; lines for that are without meaning otherwise */
    private static NameMangler mangler(Block block, boolean eap) {
        return new NameMangler(
                block.name(),
                block.text("fqdn", "part").map(part -> FqdnPart.valueOf(constant(part))),
                block.text("email", "part").map(part -> EmailPart.valueOf(constant(part))),
                block.text("dn", "part").map(part -> DnPart.valueOf(constant(part))),
                eap ? eapPart(block) : Optional.empty());
    }

    private static Optional<EapPart> eapPart(Block block) {
        Optional<EapPart> all = block.statement("eap all").map(line -> EapPart.ALL);
        return all.or(() -> block.text("eap prefix delimiter", "delimiter")
                        .map(delimiter -> new EapPart(Optional.of(delimiter), false)))
                .or(() -> block.text("eap suffix delimiter", "delimiter")
                        .map(delimiter -> new EapPart(Optional.of(delimiter), true)));
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    Optional<AuthorizationPolicy> named(String name) {
        Optional<AuthorizationPolicy> before = made.get(name);
        if (before != null) {
            return before;
        }
        Optional<AuthorizationPolicy> policy =
                router.block(POLICY, name).flatMap(block -> notes.guarded(block, () -> Optional.of(policy(block))));
        if (policy.isEmpty() && name.equals(DEFAULT) && router.root().isOn(POLICY + " default")) {
            policy = Optional.of(AuthorizationPolicy.named(DEFAULT)
                    .pushInterface()
                    .acceptPushedRoutes(RouteAcceptance.DEFAULT)
                    .build());
        }
        made.put(name, policy);
        return policy;
    }

    private AuthorizationPolicy policy(Block block) {
        AuthorizationPolicy.Builder policy = AuthorizationPolicy.named(block.name());
        block.text("pool", "pool").flatMap(this::pool).ifPresent(policy::pool);
        block.text("ipv6 pool", "pool").flatMap(this::pool6).ifPresent(policy::pool);
        block.text("netmask", "mask").ifPresent(policy::netmask);
        for (String key : List.of("dns", "ipv6 dns")) {
            block.text(key, "primary").ifPresent(policy::dns);
            block.text(key, "secondary").ifPresent(policy::dns);
        }
        policy.client(client(block));
        block.integer("session-lifetime", "seconds").map(Duration::ofSeconds).ifPresent(policy::sessionLifetime);
        routes(block, policy);
        block.text("aaa attribute list", "list")
                .flatMap(list -> router.block("aaa attribute list", list))
                .map(list -> new PeerInterface(interfaces, notes).of(list))
                .ifPresent(policy::interfaceSettings);
        NOT_ACTIVE.forEach(key -> block.statement(key).ifPresent(notes::inactive));
        return policy.build();
    }

    private static ClientSettings client(Block block) {
        List<InetAddress> nbns = new ArrayList<>();
        block.statement("wins").ifPresent(line -> {
            nbns.add(line.address("primary"));
            line.value("secondary").map(IpPrefix::parseAddress).ifPresent(nbns::add);
        });
        return new ClientSettings(
                block.text("def-domain", "domain"),
                values(block, "split-dns", "domain"),
                block.text("banner", "text"),
                nbns,
                values(block, "backup-gateway", "gateway"),
                block.isOn("include-local-lan"),
                block.isOn("pfs"),
                block.text("configuration url", "url"),
                block.integer("configuration version", "version").map(Math::toIntExact));
    }

    private static List<String> values(Block block, String key, String name) {
        return block.statements(key).stream().map(line -> line.text(name)).toList();
    }

    private void routes(Block block, AuthorizationPolicy.Builder policy) {
        for (Statement line : block.statements("route set interface")) {
            Optional<String> named = line.value("interface");
            if (named.isEmpty()) {
                policy.pushInterface();
            }
            named.flatMap(interfaces::named)
                    .ifPresent(iface -> interfaces.withUnnumbered(iface).stream()
                            .map(address -> IpPrefix.host(address.address()).toString())
                            .forEach(policy::pushRoutes));
        }
        block.statements("route set access-list")
                .forEach(line -> push(lists.prefixes(line.text("list"), false), policy));
        block.statement("subnet-acl").ifPresent(line -> push(lists.prefixes(line.text("list"), false), policy));
        block.statements("route set access-list ipv6")
                .forEach(line -> push(lists.prefixes(line.text("list"), true), policy));
        block.statements("route set remote")
                .forEach(line -> policy.pushRoutes(prefix(line).toString()));
        block.statements("route set local")
                .forEach(line -> policy.localRoute(new StaticRoute(
                        prefix(line),
                        line.value("distance").map(Integer::parseInt).orElse(1),
                        line.value("tag").map(Long::parseLong).orElse(0L))));
        block.statement("route accept any")
                .ifPresent(line -> policy.acceptPushedRoutes(new RouteAcceptance(
                        line.value("distance").map(Integer::parseInt).orElse(1),
                        line.value("tag").map(Long::parseLong).orElse(1L))));
    }

    private static void push(List<IpPrefix> prefixes, AuthorizationPolicy.Builder policy) {
        prefixes.forEach(prefix -> policy.pushRoutes(prefix.toString()));
    }

    private static IpPrefix prefix(Statement line) {
        return line.value("prefix")
                .map(IpPrefix::parse)
                .orElseGet(() -> Masks.prefix(line.address("address"), line.text("mask")));
    }

    private Optional<AddressPool> pool(String name) {
        return router.root().statements("ip local pool").stream()
                .filter(line -> line.text("name").equals(name))
                .findFirst()
                .flatMap(line -> notes.guarded(
                        line,
                        () -> Optional.of(AddressPool.range(
                                name,
                                line.address("first"),
                                line.value("last").isPresent() ? line.address("last") : line.address("first")))));
    }

    private Optional<AddressPool> pool6(String name) {
        return router.root().statements("ipv6 local pool").stream()
                .filter(line -> line.text("name").equals(name))
                .findFirst()
                .map(line -> AddressPool.of(name, line.text("prefix")));
    }
}
