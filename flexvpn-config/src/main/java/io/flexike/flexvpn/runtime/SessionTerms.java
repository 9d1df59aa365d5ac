package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.RouteAcceptance;
import io.flexike.flexvpn.policy.ConfigExchange;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the configuration says of a session beside its keys and selectors; it may say something else while the session
 * goes on.
 *
 * @param exchange whether networks are told and taken in CFG_SET
 * @param networks ours that the peer is told of
 * @param tellsInterface whether our own addresses on the tunnel are among these
 * @param acceptance what becomes of networks that the peer tells of
 * @param reserved addresses of other peers and of ours, which no peer may tell of
 * @param localRoutes to the peer, whatever it says
 * @param lifetime the age at which the session ends
 */
record SessionTerms(
        ConfigExchange exchange,
        List<IpPrefix> networks,
        boolean tellsInterface,
        Optional<RouteAcceptance> acceptance,
        List<IpPrefix> reserved,
        List<StaticRoute> localRoutes,
        Optional<Duration> lifetime) {
    /** A session that nothing is said of. */
    static final SessionTerms NONE = new SessionTerms(
            ConfigExchange.OFF,
            List.of(),
            false,
            Optional.of(RouteAcceptance.DEFAULT),
            List.of(),
            List.of(),
            Optional.empty());

    SessionTerms {
        networks = List.copyOf(networks);
        reserved = List.copyOf(reserved);
        localRoutes = List.copyOf(localRoutes);
    }

    /**
     * Who configured a tunnel to that one peer wants its networks, unless a policy says otherwise.
     *
     * @param peer the identity that it has proven
     * @param eapIdentity whom EAP has authenticated, if it has
     */
    static SessionTerms of(StaticTunnel tunnel, Optional<Identification> peer, Optional<String> eapIdentity) {
        IkeProfile profile = tunnel.profile().orElseThrow();
        Optional<AuthorizationPolicy> policy = profile.authorization()
                .flatMap(rules -> peer.flatMap(identity -> rules.policyOf(identity, eapIdentity)));
        return of(profile, policy, List.of())
                .accepting(
                        profile.authorization().isPresent()
                                ? policy.flatMap(AuthorizationPolicy::routeAcceptance)
                                : Optional.of(RouteAcceptance.DEFAULT));
    }

    /** @param policy what that peer is given */
    static SessionTerms of(VirtualTemplate template, IkeProfile profile, Optional<AuthorizationPolicy> policy) {
        List<IpPrefix> reserved = Stream.concat(
                        template.profiles().stream()
                                .flatMap(each -> each.authorization().stream())
                                .flatMap(rules -> rules.policies().stream())
                                .flatMap(each -> each.pools().stream())
                                .map(AddressPool::prefix),
                        Stream.concat(
                                        template.unnumbered().stream(),
                                        policy.stream().flatMap(each -> each.interfaceSettings().addresses().stream()))
                                .map(IpPrefix::host))
                .distinct()
                .toList();
        return of(profile, policy, reserved);
    }

    private static SessionTerms of(IkeProfile profile, Optional<AuthorizationPolicy> policy, List<IpPrefix> reserved) {
        return new SessionTerms(
                profile.configExchange(),
                policy.map(SessionTerms::networks).orElse(List.of()),
                policy.filter(AuthorizationPolicy::pushesInterface).isPresent(),
                policy.flatMap(AuthorizationPolicy::routeAcceptance),
                reserved,
                policy.map(AuthorizationPolicy::localRoutes).orElse(List.of()),
                policy.flatMap(AuthorizationPolicy::sessionLifetime));
    }

    private static List<IpPrefix> networks(AuthorizationPolicy policy) {
        return Stream.concat(policy.advertised().stream(), policy.pushedRoutes().stream())
                .distinct()
                .toList();
    }

    private SessionTerms accepting(Optional<RouteAcceptance> routes) {
        return new SessionTerms(exchange, networks, tellsInterface, routes, reserved, localRoutes, lifetime);
    }

    /**
     * What the peer is told of.
     *
     * @param own our addresses on the tunnel
     */
    List<IpPrefix> told(List<InetAddress> own) {
        Set<IpPrefix> told = new LinkedHashSet<>(networks);
        if (tellsInterface) {
            own.forEach(address -> told.add(IpPrefix.host(address)));
        }
        return List.copyOf(told);
    }

    /**
     * Whether a peer may tell of a network. A network around the addresses of others is harmless, as each of them has a
     * narrower route.
     *
     * @param assigned the addresses that the peer was given
     */
    boolean mayTell(IpPrefix network, List<InetAddress> assigned) {
        boolean own =
                assigned.stream().anyMatch(address -> IpPrefix.host(address).equals(network));
        return own
                || reserved.stream()
                        .noneMatch(prefix -> prefix.length() <= network.length() && prefix.contains(network.address()));
    }
}
