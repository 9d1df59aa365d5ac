package io.flexike.flexvpn.runtime;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The routes into a tunnel that come with a Child SA.
 *
 * @param routes what is protected, without the peer's outer address and without whole address families
 * @param leftOut what is protected and yet not routed, as it takes too many routes
 */
record ProtectedRoutes(List<IpPrefix> routes, List<AddressSelector> leftOut) {
    /** Routes that one session may cause; our own choice. A peer chooses its selectors, and each route costs a call. */
    static final int MOST_OF_A_SESSION = 64;

    ProtectedRoutes {
        routes = List.copyOf(routes);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * What a Child SA protects, and of a whole address family only the subnets that were pushed. A default route into
     * the tunnel is the application's decision. The tunnel's own packets must not take a route into it, so prefixes are
     * split around the peer's outer address. A selector is routed as a whole or not at all: one for which no room is
     * left is to be routed by the configuration.
     *
     * @param remote selectors of the peer's side
     * @param subnets that the peer pushed
     * @param outer the peer's outer address
     * @param room how many routes there may be
     */
    static ProtectedRoutes of(List<AddressSelector> remote, List<IpPrefix> subnets, InetAddress outer, int room) {
        return of(remote, subnets, Set.of(outer), room);
    }

    /**
     * The same around several outer addresses.
     *
     * @param outer of the peer and of others
     */
    static ProtectedRoutes of(List<AddressSelector> remote, List<IpPrefix> subnets, Set<InetAddress> outer, int room) {
        Set<IpPrefix> routes = new LinkedHashSet<>();
        List<AddressSelector> leftOut = new ArrayList<>();
        for (AddressSelector selector : wanted(remote, subnets)) {
            Optional<List<IpPrefix>> cover = cover(selector, outer, room - routes.size());
            cover.ifPresentOrElse(routes::addAll, () -> leftOut.add(selector));
        }
        return new ProtectedRoutes(List.copyOf(routes), leftOut);
    }

    /** What is to be routed, each range of addresses once. */
    private static Set<AddressSelector> wanted(List<AddressSelector> remote, List<IpPrefix> subnets) {
        Set<AddressSelector> wanted = new LinkedHashSet<>();
        for (AddressSelector selector : remote) {
            AddressSelector range = AddressSelector.range(selector.start(), selector.end());
            if (range.prefix().filter(Prefixes::isEverything).isEmpty()) {
                wanted.add(range);
            } else {
                subnets.stream()
                        .filter(subnet -> !Prefixes.isEverything(subnet))
                        .forEach(subnet ->
                                range.intersect(AddressSelector.subnet(subnet)).ifPresent(wanted::add));
            }
        }
        return wanted;
    }

    /** The prefixes of a range without some addresses, unless they are more than that. */
    private static Optional<List<IpPrefix>> cover(AddressSelector range, Set<InetAddress> without, int most) {
        List<AddressSelector> parts = List.of(range);
        for (InetAddress hole : without) {
            parts = parts.stream()
                    .flatMap(part -> Prefixes.without(part, hole).stream())
                    .toList();
        }
        List<IpPrefix> cover = new ArrayList<>();
        for (AddressSelector part : parts) {
            Optional<List<IpPrefix>> ofPart = Prefixes.cover(part, most - cover.size());
            if (ofPart.isEmpty()) {
                return Optional.empty();
            }
            cover.addAll(ofPart.get());
        }
        return Optional.of(cover);
    }
}
