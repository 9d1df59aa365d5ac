package io.flexike.flexvpn.router;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.ClientSettings;
import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.authorization.RouteAcceptance;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The words for authorization policies and the pools that they name. */
final class PolicyWords {
    private static final AuthorizationPolicy BUILT_IN = AuthorizationPolicy.named("default")
            .pushInterface()
            .acceptPushedRoutes(RouteAcceptance.DEFAULT)
            .build();
    private static final int MAX_TAG = 497_777;

    private PolicyWords() {}

    static void write(AuthorizationPolicy policy, Sentences out) {
        if (policy.equals(BUILT_IN)) {
            return;
        }
        List<String> lines = out.block("crypto ikev2 authorization policy " + policy.name(), policy);
        policy.pools().forEach(pool -> pool(policy, pool, lines, out));
        policy.netmask().ifPresent(mask -> lines.add("netmask " + IpPrefix.format(mask)));
        servers(
                "dns",
                policy.dns().stream().filter(Inet4Address.class::isInstance).toList(),
                policy,
                lines,
                out);
        servers(
                "ipv6 dns",
                policy.dns().stream()
                        .filter(server -> !(server instanceof Inet4Address))
                        .toList(),
                policy,
                lines,
                out);
        client(policy, lines, out);
        policy.sessionLifetime().ifPresent(age -> lines.add("session-lifetime " + age.toSeconds()));
        routes(policy, lines, out);
        if (!policy.advertised().isEmpty() || !policy.acceptedRoutes().isEmpty()) {
            out.missing(policy + ": networks that restrict what is protected");
        }
        if (!policy.interfaceSettings().isEmpty()) {
            lines.add("aaa attribute list " + policy.name());
            List<String> attributes = out.block("aaa attribute list " + policy.name(), policy.interfaceSettings());
            settings(policy.interfaceSettings(), out)
                    .forEach(line -> attributes.add("attribute type interface-config \"" + line + "\""));
        }
    }

    private static List<String> settings(InterfaceSettings settings, Sentences out) {
        List<String> lines = new ArrayList<>();
        settings.vrf().ifPresent(vrf -> {
            out.block("vrf definition " + vrf, vrf);
            lines.add("vrf forwarding " + vrf);
        });
        lines.addAll(InterfaceWords.hosts(settings.addresses()));
        settings.mtu().ifPresent(octets -> lines.add("ip mtu " + octets));
        settings.greKey().ifPresent(key -> lines.add("tunnel key " + key));
        return lines;
    }

    private static void pool(AuthorizationPolicy policy, AddressPool pool, List<String> lines, Sentences out) {
        if (!pool.excluded().isEmpty()) {
            out.missing(policy + ": " + pool + " without some addresses");
        }
        if (pool.isIpv4()) {
            lines.add("pool " + pool.name());
            out.line("ip local pool " + pool.name() + " " + IpPrefix.format(pool.first()) + " "
                    + IpPrefix.format(pool.last()));
        } else {
            lines.add("ipv6 pool " + pool.name());
            out.line("ipv6 local pool " + pool.name() + " " + pool.prefix() + " 128");
        }
    }

    private static void servers(
            String key, List<InetAddress> servers, AuthorizationPolicy policy, List<String> lines, Sentences out) {
        if (servers.size() > 2) {
            out.missing(policy + ": more than two servers of \"" + key + "\"");
        }
        if (!servers.isEmpty()) {
            lines.add(key + " "
                    + String.join(" ", servers.stream().map(IpPrefix::format).toList()));
        }
    }

    private static void client(AuthorizationPolicy policy, List<String> lines, Sentences out) {
        ClientSettings client = policy.client();
        client.defaultDomain().ifPresent(domain -> lines.add("def-domain " + domain));
        client.splitDns().forEach(domain -> lines.add("split-dns " + domain));
        client.banner().ifPresent(text -> lines.add("banner " + text));
        servers("wins", client.nbns(), policy, lines, out);
        client.backupGateways().forEach(gateway -> lines.add("backup-gateway " + gateway));
        if (client.includeLocalLan()) {
            lines.add("include-local-lan");
        }
        if (client.pfs()) {
            lines.add("pfs");
        }
        client.configurationUrl().ifPresent(url -> lines.add("configuration url " + url));
        client.configurationVersion().ifPresent(version -> lines.add("configuration version " + version));
    }

    private static void routes(AuthorizationPolicy policy, List<String> lines, Sentences out) {
        if (policy.pushesInterface()) {
            lines.add("route set interface");
        }
        policy.pushedRoutes().forEach(prefix -> lines.add("route set remote " + words(prefix)));
        for (StaticRoute route : policy.localRoutes()) {
            tag(policy, route.tag(), out);
            String tag = route.tag() == 0 ? "" : " tag " + route.tag();
            lines.add("route set local " + words(route.prefix()) + tag + " distance " + route.distance());
        }
        policy.routeAcceptance().ifPresent(acceptance -> {
            tag(policy, acceptance.tag(), out);
            lines.add("route accept any tag " + acceptance.tag() + " distance " + acceptance.distance());
        });
    }

    private static void tag(AuthorizationPolicy policy, long tag, Sentences out) {
        if (tag > MAX_TAG) {
            out.missing(policy + ": tag " + tag);
        }
    }

    private static String words(IpPrefix prefix) {
        return prefix.address() instanceof Inet4Address
                ? "ipv4 " + IpPrefix.format(prefix.address()) + " " + IpPrefix.format(prefix.mask())
                : "ipv6 " + prefix;
    }
}
