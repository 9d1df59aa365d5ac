package io.flexike.flexvpn.router;

import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.ike.selector.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Static routes over tunnel interfaces. Those over other interfaces are the system's business. */
final class StaticRoutes {
    private final RouterConfig router;

    StaticRoutes(RouterConfig router) {
        this.router = router;
    }

    /**
     * Those that name the interface, or a next hop in one of its networks.
     *
     * @param vrf that the interface forwards for
     */
    List<StaticRoute> over(String interfaceName, Optional<String> vrf, List<IpPrefix> networks) {
        List<StaticRoute> routes = new ArrayList<>();
        for (String key : List.of("ip route", "ipv6 route")) {
            for (Statement line : router.root().statements(key)) {
                if (!line.value("vrf").equals(vrf)) {
                    continue;
                }
                boolean named =
                        line.value("interface").filter(interfaceName::equals).isPresent();
                boolean reached = line.value("interface").isEmpty()
                        && line.value("gateway").isPresent()
                        && networks.stream().anyMatch(network -> network.contains(line.address("gateway")));
                if (named || reached) {
                    routes.add(new StaticRoute(
                            prefix(line),
                            line.value("distance").map(Integer::parseInt).orElse(1),
                            line.value("tag").map(Long::parseLong).orElse(0L)));
                }
            }
        }
        return routes;
    }

    private static IpPrefix prefix(Statement line) {
        return line.value("prefix")
                .map(IpPrefix::parse)
                .orElseGet(() -> Masks.prefix(line.address("address"), line.text("mask")));
    }
}
