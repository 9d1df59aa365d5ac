package io.flexike.flexvpn.show;

import io.flexike.flexvpn.route.Route;
import io.flexike.flexvpn.route.RouteSource;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code show ip route} and {@code show ipv6 route}: the routes of the overlay. */
final class RoutePage {
    private static final List<String> CODES = List.of(
            "Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP",
            "       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area ",
            "       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2",
            "       E1 - OSPF external type 1, E2 - OSPF external type 2, m - OMP",
            "       n - NAT, Ni - NAT inside, No - NAT outside, Nd - NAT DIA",
            "       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2",
            "       ia - IS-IS inter area, * - candidate default, U - per-user static route",
            "       H - NHRP, G - NHRP registered, g - NHRP registration summary",
            "       o - ODR, P - periodic downloaded static route, l - LISP",
            "       a - application route",
            "       + - replicated route, % - next hop override, p - overrides from PfR",
            "       & - replicated local route overrides by connected");

    private RoutePage() {}

    static String ipv4(ShownState state, Optional<String> vrf) {
        List<Route> routes = routes(state, vrf, true);
        Page page = new Page();
        vrf.ifPresent(name -> page.blank().line("Routing Table: %s", name));
        CODES.forEach(page::line);
        page.blank();
        Optional<Route> last =
                routes.stream().filter(route -> route.prefix().length() == 0).findFirst();
        page.line(
                "Gateway of last resort is %s",
                last.map(route -> "0.0.0.0 to network 0.0.0.0").orElse("not set"));
        page.blank();
        last.ifPresent(route -> page.line("%-9s%s", code(route) + "*", line(state, route)));
        byClass(routes).forEach((network, subnets) -> {
            long masks = subnets.stream()
                    .map(route -> route.prefix().length())
                    .distinct()
                    .count();
            boolean whole = subnets.size() == 1 && subnets.get(0).prefix().equals(network);
            if (whole) {
                page.line("%-6s%s", code(subnets.get(0)), line(state, subnets.get(0)));
                return;
            }
            String count = subnets.size() + " subnets";
            page.line(
                    masks == 1
                            ? "      " + Places.prefix(new IpPrefix(network.address(), length(subnets)))
                                    + " is subnetted, " + count
                            : "      " + Places.prefix(network) + " is variably subnetted, " + count + ", " + masks
                                    + " masks");
            subnets.forEach(route -> page.line("%-9s%s", code(route), line(state, route)));
        });
        return page.toString();
    }

    private static int length(List<Route> subnets) {
        return subnets.get(0).prefix().length();
    }

    static String ipv6(ShownState state, Optional<String> vrf) {
        List<Route> routes = routes(state, vrf, false);
        Page page = new Page();
        page.line("IPv6 Routing Table - %s - %d entries", vrf.orElse("default"), routes.size());
        page.line("Codes: C - Connected, L - Local, S - Static, U - Per-user Static route");
        for (Route route : routes) {
            page.line("%-4s%s [%d/0]", code(route), Places.prefix(route.prefix()), route.distance());
            page.line(
                    "     via %s",
                    nextHop(state, route)
                            .map(hop -> hop + ", " + route.interfaceName())
                            .orElse(route.interfaceName() + ", directly connected"));
        }
        return page.toString();
    }

    private static List<Route> routes(ShownState state, Optional<String> vrf, boolean ipv4) {
        return state.gateway().routes().stream()
                .filter(Route::installed)
                .filter(route -> route.vrf().equals(vrf))
                .filter(route -> Places.isIpv4(route.prefix().address()) == ipv4)
                .toList();
    }

    /** All but the default route, by the network of their class (RFC 791 3.2). */
    private static Map<IpPrefix, List<Route>> byClass(List<Route> routes) {
        return routes.stream()
                .filter(route -> route.prefix().length() > 0)
                .collect(Collectors.groupingBy(
                        route -> classful(route.prefix()),
                        () -> new TreeMap<>((left, right) -> Arrays.compareUnsigned(
                                left.address().getAddress(), right.address().getAddress())),
                        Collectors.toList()));
    }

    private static IpPrefix classful(IpPrefix prefix) {
        int first = prefix.address().getAddress()[0] & 0xff;
        int length = first < 128 ? 8 : first < 192 ? 16 : first < 224 ? 24 : 4;
        return length > prefix.length() ? prefix : containing(prefix.address(), length);
    }

    private static IpPrefix containing(InetAddress address, int length) {
        byte[] octets = address.getAddress();
        for (int i = length / 8; i < octets.length; i++) {
            octets[i] = (byte) (i == length / 8 && length % 8 != 0 ? octets[i] & 0xf0 : 0);
        }
        try {
            return new IpPrefix(InetAddress.getByAddress(octets), length);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has the length of an address", e);
        }
    }

    private static String code(Route route) {
        return route.source() == RouteSource.CONNECTED ? "C" : "S";
    }

    private static String line(ShownState state, Route route) {
        String prefix = Places.prefix(route.prefix());
        return nextHop(state, route)
                .map(hop -> prefix + " [" + route.distance() + "/0] via " + hop + ", " + route.interfaceName())
                .orElseGet(() -> prefix + " is directly connected, " + route.interfaceName());
    }

    /** The peer's inner address, where a route came from it and we know that: what we gave it, or what it told. */
    private static Optional<String> nextHop(ShownState state, Route route) {
        if (route.source() != RouteSource.IKEV2) {
            return Optional.empty();
        }
        Stream<InetAddress> given = state.gateway().sessions().stream()
                .filter(session -> session.interfaceName().equals(route.interfaceName()))
                .filter(session -> !session.initiator())
                .flatMap(session -> session.assigned().addresses().stream());
        Stream<InetAddress> told = state.gateway().routes().stream()
                .filter(each -> each.source() == RouteSource.IKEV2)
                .filter(each -> each.interfaceName().equals(route.interfaceName()))
                .map(Route::prefix)
                .filter(prefix -> prefix.equals(IpPrefix.host(prefix.address())))
                .map(IpPrefix::address);
        return Stream.concat(given, told)
                .filter(address ->
                        Places.isIpv4(address) == Places.isIpv4(route.prefix().address()))
                .filter(address -> !IpPrefix.host(address).equals(route.prefix()))
                .map(Places::address)
                .findFirst();
    }
}
