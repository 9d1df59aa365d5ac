package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.pool.AddressLeases;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.selector.TrafficSelector;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.PeerRequest;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides to which interface an authenticated peer belongs and what it gets there. Belongs to the engine's thread. */
final class Authorizer {
    private final List<StaticTunnel> tunnels;
    private final List<VirtualTemplate> templates;
    private final Map<String, TunnelInterface> interfaces;
    private final Map<AddressPool, AddressLeases> leases = new HashMap<>();
    private final GrantedNetworks networks = new GrantedNetworks();

    Authorizer(List<StaticTunnel> tunnels, List<VirtualTemplate> templates, Map<String, TunnelInterface> interfaces) {
        this.tunnels = tunnels;
        this.templates = templates;
        this.interfaces = interfaces;
        for (VirtualTemplate template : templates) {
            for (AddressPool pool : policy(template).pools()) {
                AddressLeases ofPool = leases.computeIfAbsent(pool, AddressLeases::new);
                template.unnumbered().forEach(ofPool::reserve);
            }
        }
    }

    /**
     * The answer to a peer's request.
     *
     * @param placement where it belongs, if it is welcome; to be released when its session ends
     */
    record Decision(Authorization answer, Optional<Placement> placement) {
        static Decision refused(String reason) {
            return new Decision(new Authorization.Refused(reason), Optional.empty());
        }
    }

    Decision decide(PeerRequest request) {
        InetAddress outer = request.path().remote().getAddress();
        List<StaticTunnel> ofProfile = tunnels.stream()
                .filter(tunnel -> isNamed(tunnel.profile(), request.profileName()))
                .toList();
        Optional<StaticTunnel> tunnel = ofProfile.stream()
                .filter(each -> each.destination()
                        .flatMap(PeerEndpoint::literalAddress)
                        .filter(outer::equals)
                        .isPresent())
                .findFirst()
                .or(() ->
                        ofProfile.stream().filter(Authorizer::acceptsAnyAddress).findFirst());
        if (tunnel.isPresent()) {
            return place(tunnel.get());
        }
        return templates.stream()
                .filter(template -> isNamed(template.profile(), request.profileName()))
                .findFirst()
                .map(template -> place(template, request))
                .orElseGet(() -> Decision.refused(
                        "no tunnel of profile \"" + request.profileName() + "\" leads to " + IpPrefix.format(outer)));
    }

    /**
     * Without an address to compare with, the identity has to do; a name may have other addresses now than when it was
     * dialled.
     */
    private static boolean acceptsAnyAddress(StaticTunnel tunnel) {
        return tunnel.destination().flatMap(PeerEndpoint::literalAddress).isEmpty();
    }

    private static boolean isNamed(Optional<IkeProfile> profile, String name) {
        return profile.filter(each -> each.name().equals(name)).isPresent();
    }

    private Decision place(StaticTunnel tunnel) {
        return new Decision(
                new Authorization.Granted(List.of(), tunnel.localSelectors(), tunnel.remoteSelectors()),
                Optional.of(new Placement(device(tunnel.name()), false, List.of())));
    }

    private Decision place(VirtualTemplate template, PeerRequest request) {
        AuthorizationPolicy policy = policy(template);
        List<ConfigurationAttribute> wishes = request.configuration().orElse(List.of());
        String holder = holder(request.remoteIdentity());
        List<Placement.Lease> granted = new ArrayList<>();
        List<String> exhausted = new ArrayList<>();
        for (AddressPool pool : policy.pools()) {
            ConfigurationAttributeType type = pool.isIpv4()
                    ? ConfigurationAttributeType.INTERNAL_IP4_ADDRESS
                    : ConfigurationAttributeType.INTERNAL_IP6_ADDRESS;
            if (Assignments.asks(wishes, type)) {
                lease(pool, holder, Assignments.wish(wishes, type))
                        .ifPresentOrElse(granted::add, () -> exhausted.add(pool.toString()));
            }
        }
        if (granted.isEmpty() && !exhausted.isEmpty()) {
            return new Decision(
                    new Authorization.NoAddress("no address is left in " + String.join(" and ", exhausted)),
                    Optional.of(new Placement(device(template.name()), true, List.of())));
        }
        List<InetAddress> addresses =
                granted.stream().map(Placement.Lease::address).toList();
        List<IpPrefix> reachable = reachable(policy, template);
        List<AddressSelector> remote = new ArrayList<>();
        addresses.forEach(address -> remote.add(AddressSelector.host(address)));
        List<Placement.Loan> loans = new ArrayList<>(granted);
        for (AddressSelector network : accepted(policy, template, request.initiatorSelectors())) {
            if (!networks.isForeign(holder, network)) {
                remote.add(network);
                loans.add(networks.grant(holder, network));
            }
        }
        return new Decision(
                new Authorization.Granted(
                        Assignments.reply(policy, wishes, addresses, reachable),
                        local(reachable, policy, template),
                        remote),
                Optional.of(new Placement(device(template.name()), true, loans)));
    }

    private Optional<Placement.Lease> lease(AddressPool pool, String holder, Optional<InetAddress> wish) {
        AddressLeases ofPool = leases.computeIfAbsent(pool, AddressLeases::new);
        return ofPool.lease(holder, wish).map(address -> new Placement.Lease(ofPool, address, holder));
    }

    private static String holder(Identification peer) {
        return peer.type().value() + ":" + HexFormat.of().formatHex(peer.data());
    }

    /** What a peer may reach: what is advertised, and our own address if that is not among it; none for everything. */
    private static List<IpPrefix> reachable(AuthorizationPolicy policy, VirtualTemplate template) {
        if (policy.advertised().isEmpty()) {
            return List.of();
        }
        List<IpPrefix> reachable = new ArrayList<>(policy.advertised());
        for (InetAddress own : template.unnumbered()) {
            if (isServed(policy, own) && reachable.stream().noneMatch(prefix -> prefix.contains(own))) {
                reachable.add(IpPrefix.host(own));
            }
        }
        return reachable;
    }

    /** Whether peers can have anything to do with that address family. */
    private static boolean isServed(AuthorizationPolicy policy, InetAddress own) {
        boolean ipv4 = own instanceof Inet4Address;
        return policy.pools().stream().anyMatch(pool -> pool.isIpv4() == ipv4)
                || policy.acceptedRoutes().stream()
                        .anyMatch(prefix -> prefix.address() instanceof Inet4Address == ipv4);
    }

    private static List<AddressSelector> local(
            List<IpPrefix> reachable, AuthorizationPolicy policy, VirtualTemplate template) {
        if (!reachable.isEmpty()) {
            return reachable.stream().map(AddressSelector::subnet).toList();
        }
        return template.unnumbered().stream()
                .filter(own -> isServed(policy, own))
                .map(own -> own instanceof Inet4Address ? AddressSelector.any4() : AddressSelector.any6())
                .distinct()
                .toList();
    }

    /**
     * Networks that the peer offers, that lie within what is accepted, and that hold no address of a pool or of ours.
     */
    private static List<AddressSelector> accepted(
            AuthorizationPolicy policy, VirtualTemplate template, List<TrafficSelector> offered) {
        List<AddressSelector> accepted = new ArrayList<>();
        for (TrafficSelector selector : offered) {
            if (selector instanceof AddressSelector network
                    && accepts(policy, network)
                    && !hurts(policy, template, network)) {
                accepted.add(network);
            }
        }
        return accepted;
    }

    private static boolean accepts(AuthorizationPolicy policy, AddressSelector network) {
        return policy.acceptedRoutes().stream()
                .anyMatch(prefix -> AddressSelector.subnet(prefix).contains(network));
    }

    /** Otherwise a peer could pass itself off as another one, or as us. */
    private static boolean hurts(AuthorizationPolicy policy, VirtualTemplate template, AddressSelector network) {
        AddressSelector range = AddressSelector.range(network.start(), network.end());
        return policy.pools().stream()
                        .anyMatch(pool -> AddressSelector.subnet(pool.prefix())
                                .intersect(range)
                                .isPresent())
                || template.unnumbered().stream()
                        .anyMatch(own ->
                                AddressSelector.host(own).intersect(range).isPresent());
    }

    private TunnelInterface device(String name) {
        TunnelInterface device = interfaces.get(name);
        if (device == null) {
            throw new AssertionError("no device for interface " + name);
        }
        return device;
    }

    private static AuthorizationPolicy policy(VirtualTemplate template) {
        return template.profile().flatMap(IkeProfile::authorization).orElseThrow();
    }
}
