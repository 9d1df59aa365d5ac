package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.authorization.RouteAcceptance;
import io.flexike.flexvpn.route.RouteTable;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that are there because of one session: what its Child SAs protect, the addresses that the peer was given,
 * the networks that it told of, and those that the configuration adds. Belongs to the engine's thread.
 */
final class SessionRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(SessionRoutes.class);
    /** Networks of a peer's telling that become routes; our own choice. */
    static final int MOST_TOLD = 256;

    private static final List<AddressSelector> EVERYTHING = List.of(AddressSelector.any4(), AddressSelector.any6());

    private final TunnelInterface device;
    private final boolean bySelectors;
    private final NetworkGuard guard;
    private final NetworkGuard.Claimant claimant;
    private final Map<Integer, List<AddressSelector>> selectors = new LinkedHashMap<>();
    private final Map<StaticRoute, RouteTable.Entry> present = new LinkedHashMap<>();
    private List<AddressSelector> leftOutBefore = List.of();
    private Set<IpPrefix> refusedBefore = Set.of();
    private boolean ended;

    /**
     * None yet.
     *
     * @param bySelectors whether what Child SAs protect is routed; otherwise it may be far more than the peer's own
     * @param guard asked about what the peer tells of
     * @param claimant the session, as the guard knows it
     */
    SessionRoutes(TunnelInterface device, boolean bySelectors, NetworkGuard guard, NetworkGuard.Claimant claimant) {
        this.device = device;
        this.bySelectors = bySelectors;
        this.guard = guard;
        this.claimant = claimant;
    }

    /**
     * What the routes follow from, beside Child SAs.
     *
     * @param outer the peer's outer address, which no route may lead into the tunnel
     * @param given addresses that the peer was given
     * @param told networks that the peer told of
     */
    record Basis(SessionTerms terms, InetAddress outer, List<InetAddress> given, List<IpPrefix> told) {
        private boolean isGiven(IpPrefix network) {
            return given.stream().anyMatch(address -> IpPrefix.host(address).equals(network));
        }
    }

    void add(int inboundSpi, List<AddressSelector> remote, Basis basis) {
        selectors.put(inboundSpi, remote);
        refresh(basis);
    }

    void remove(int inboundSpi, Basis basis) {
        if (selectors.remove(inboundSpi) != null) {
            refresh(basis);
        }
    }

    void end() {
        ended = true;
        selectors.clear();
        List.copyOf(present.values()).forEach(RouteTable.Entry::remove);
        present.clear();
        guard.ended(claimant);
    }

    /** What stays is never without a route meanwhile. */
    void refresh(Basis basis) {
        if (ended) {
            return;
        }
        guard.reached(claimant, basis.outer);
        Set<StaticRoute> wanted = wanted(basis);
        for (StaticRoute route : wanted) {
            if (!present.containsKey(route)) {
                present.put(route, device.addRoute(route));
            }
        }
        present.entrySet().removeIf(entry -> {
            boolean unwanted = !wanted.contains(entry.getKey());
            if (unwanted) {
                entry.getValue().remove();
            }
            return unwanted;
        });
    }

    private Set<StaticRoute> wanted(Basis basis) {
        if (selectors.isEmpty()) {
            guard.claim(claimant, Set.of(), Set.of());
            return Set.of();
        }
        Set<StaticRoute> wanted = new LinkedHashSet<>();
        List<AddressSelector> remote =
                selectors.values().stream().flatMap(List::stream).distinct().toList();
        if (bySelectors) {
            ProtectedRoutes found =
                    ProtectedRoutes.of(remote, List.of(), basis.outer, ProtectedRoutes.MOST_OF_A_SESSION);
            complain(found.leftOut());
            found.routes().forEach(prefix -> wanted.add(StaticRoute.to(prefix)));
        } else {
            basis.given.stream()
                    .filter(address -> !address.equals(basis.outer))
                    .forEach(address -> wanted.add(StaticRoute.to(IpPrefix.host(address))));
        }
        Set<IpPrefix> held = wanted.stream().map(StaticRoute::prefix).collect(Collectors.toSet());
        List<IpPrefix> told = basis.terms.acceptance().isPresent() ? acceptable(basis) : List.of();
        guard.claim(claimant, Set.copyOf(told), held);
        basis.terms.acceptance().ifPresent(as -> wanted.addAll(told(remote, told, basis, as)));
        basis.terms
                .localRoutes()
                .forEach(route -> around(List.of(route.prefix()), basis)
                        .forEach(prefix -> wanted.add(new StaticRoute(prefix, route.distance(), route.tag()))));
        return wanted;
    }

    private List<IpPrefix> acceptable(Basis basis) {
        List<IpPrefix> acceptable = new ArrayList<>();
        Map<IpPrefix, String> refused = new LinkedHashMap<>();
        for (IpPrefix network : basis.told) {
            if (!basis.terms.mayTell(network, basis.given)) {
                refused.put(network, "its addresses are ours or those of other peers");
            } else if (Prefixes.isEverything(network) || basis.isGiven(network)) {
                acceptable.add(network);
            } else {
                guard.objection(claimant, network)
                        .ifPresentOrElse(why -> refused.put(network, why), () -> acceptable.add(network));
            }
        }
        complain(refused);
        return acceptable;
    }

    /** What the peer told of, as far as a Child SA protects all packets. */
    private List<StaticRoute> told(
            List<AddressSelector> remote, List<IpPrefix> acceptable, Basis basis, RouteAcceptance as) {
        List<AddressSelector> families = bySelectors
                ? remote.stream()
                        .map(selector -> AddressSelector.range(selector.start(), selector.end()))
                        .filter(range ->
                                range.prefix().filter(Prefixes::isEverything).isPresent())
                        .toList()
                : EVERYTHING;
        Set<InetAddress> outer = guard.holes(claimant, acceptable);
        outer.add(basis.outer);
        List<StaticRoute> routes = new ArrayList<>();
        ProtectedRoutes.of(families, acceptable, outer, MOST_TOLD)
                .routes()
                .forEach(prefix -> routes.add(new StaticRoute(prefix, as.distance(), as.tag())));
        return routes;
    }

    private static List<IpPrefix> around(List<IpPrefix> prefixes, Basis basis) {
        return ProtectedRoutes.of(EVERYTHING, prefixes, basis.outer, ProtectedRoutes.MOST_OF_A_SESSION)
                .routes();
    }

    private void complain(List<AddressSelector> leftOut) {
        if (!leftOut.isEmpty() && !leftOut.equals(leftOutBefore)) {
            LOG.warn(
                    "{}: {} networks of the peer are not routed, as a session may have {} routes; the first is {}",
                    device.name(),
                    leftOut.size(),
                    ProtectedRoutes.MOST_OF_A_SESSION,
                    leftOut.get(0));
        }
        leftOutBefore = leftOut;
    }

    private void complain(Map<IpPrefix, String> refused) {
        if (!refused.isEmpty() && !refused.keySet().equals(refusedBefore)) {
            IpPrefix first = refused.keySet().iterator().next();
            LOG.warn(
                    "{}: {} networks that the peer tells of are refused; the first is {}: {}",
                    device.name(),
                    refused.size(),
                    first,
                    refused.get(first));
        }
        refusedBefore = Set.copyOf(refused.keySet());
    }
}
