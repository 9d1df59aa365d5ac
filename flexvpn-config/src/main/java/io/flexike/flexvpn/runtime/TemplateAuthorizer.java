package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.tunnel.TunnelMode;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.selector.TrafficSelector;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.session.VendorId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Decides what a peer of a virtual template gets. Belongs to the engine's thread.
 *
 * <p>Of a template with one device for all, and of who does not speak FlexVPN and has an address of ours, the selectors
 * are narrowed to the addresses that are the peer's. Who has a device of its own and speaks FlexVPN keeps its
 * selectors: there the routes decide, and networks are told of in Configuration Payloads.
 */
final class TemplateAuthorizer {
    private final Interfaces interfaces;
    private final VirtualAccesses accesses;
    private final PoolLeases leases = new PoolLeases();
    private final GrantedNetworks networks = new GrantedNetworks();
    private final LongFunction<Optional<Placement>> established;

    /** @param established where the session of an IKE SA is, by our SPI */
    TemplateAuthorizer(Interfaces interfaces, VirtualAccesses accesses, LongFunction<Optional<Placement>> established) {
        this.interfaces = interfaces;
        this.accesses = accesses;
        this.established = established;
    }

    void use(List<VirtualTemplate> templates) {
        leases.use(templates);
    }

    Authorizer.Decision place(VirtualTemplate template, IkeProfile profile, PeerRequest request) {
        Optional<TunnelInterface> device = interfaces.find(template.name());
        if (device.isEmpty()) {
            return Authorizer.Decision.refused(template.name() + " has no interface at the moment");
        }
        return Authorizer.policy(profile, request)
                .map(policy -> place(template, profile, policy, device.get(), request))
                .orElseGet(() -> Authorizer.Decision.refused(Authorizer.NO_POLICY));
    }

    private Authorizer.Decision place(
            VirtualTemplate configured,
            IkeProfile profile,
            AuthorizationPolicy policy,
            TunnelInterface shared,
            PeerRequest request) {
        VirtualTemplate template = configured.with(policy.interfaceSettings());
        boolean gre =
                template.mode() == TunnelMode.GRE || template.mode() == TunnelMode.AUTO && Selectors.isGre(request);
        List<ConfigurationAttribute> wishes = request.configuration().orElse(List.of());
        String holder = holder(request);
        List<Placement.Loan> loans = new ArrayList<>();
        List<InetAddress> addresses = new ArrayList<>();
        List<String> exhausted = new ArrayList<>();
        for (AddressPool pool : policy.pools()) {
            ConfigurationAttributeType type = pool.isIpv4()
                    ? ConfigurationAttributeType.INTERNAL_IP4_ADDRESS
                    : ConfigurationAttributeType.INTERNAL_IP6_ADDRESS;
            if (Assignments.asks(wishes, type)) {
                lease(pool, holder, Assignments.wish(wishes, type), request)
                        .ifPresentOrElse(
                                lease -> {
                                    loans.add(lease);
                                    addresses.add(lease.address());
                                },
                                () -> exhausted.add(pool.toString()));
            }
        }
        SessionTerms terms = SessionTerms.of(configured, profile, Optional.of(policy));
        if (addresses.isEmpty() && !exhausted.isEmpty()) {
            return placed(
                    template,
                    policy,
                    shared,
                    new Authorization.NoAddress("no address is left in " + String.join(" and ", exhausted)),
                    terms,
                    loans,
                    false,
                    gre);
        }
        List<IpPrefix> reachable = reachable(policy, template);
        List<Flow> flows = gre
                ? Selectors.greWith(request)
                : flows(template, policy, request, reachable, addresses, holder, loans);
        Set<IpPrefix> told = new LinkedHashSet<>(reachable);
        told.addAll(terms.told(template.unnumbered()));
        List<ConfigurationAttribute> reply = Assignments.reply(policy, wishes, addresses, List.copyOf(told));
        return placed(
                template,
                policy,
                shared,
                new Authorization.Granted(reply, flows),
                terms,
                loans,
                request.configuration().isPresent(),
                gre);
    }

    /** RFC 7296 2.4: who has lost its memory gets what those sessions hold that end because of that. */
    private Optional<Placement.Lease> lease(
            AddressPool pool, String holder, Optional<InetAddress> wish, PeerRequest request) {
        if (!request.initialContact()) {
            return leases.lease(pool, holder, wish);
        }
        List<Placement.Lease> ending = request.replaced().stream()
                .flatMap(ikeSpi -> established.apply(ikeSpi).stream())
                .flatMap(Placement::leases)
                .toList();
        return leases.leaseAgain(pool, holder, wish, ending);
    }

    private Authorizer.Decision placed(
            VirtualTemplate template,
            AuthorizationPolicy policy,
            TunnelInterface shared,
            Authorization answer,
            SessionTerms terms,
            List<Placement.Loan> loans,
            boolean told,
            boolean gre) {
        if (!template.devicePerPeer()) {
            return new Authorizer.Decision(
                    answer, Optional.of(new Placement(shared, Placement.Kind.SHARED, terms, told, loans)));
        }
        VirtualAccess access = accesses.reserve(template, policy.interfaceSettings(), gre);
        loans.add(access);
        return new Authorizer.Decision(
                answer,
                Optional.of(new Placement(access.device(), Placement.Kind.OWN, terms, told, loans)),
                Optional.of(access).filter(own -> answer instanceof Authorization.Granted));
    }

    private List<Flow> flows(
            VirtualTemplate template,
            AuthorizationPolicy policy,
            PeerRequest request,
            List<IpPrefix> reachable,
            List<InetAddress> addresses,
            String holder,
            List<Placement.Loan> loans) {
        if (keepsSelectors(template, policy, request, addresses)) {
            List<AddressSelector> local = reachable.isEmpty()
                    ? Selectors.everything(template)
                    : reachable.stream().map(AddressSelector::subnet).toList();
            return List.of(new Flow(local, Selectors.everything(template)));
        }
        List<AddressSelector> remote = new ArrayList<>();
        addresses.forEach(address -> remote.add(AddressSelector.host(address)));
        for (AddressSelector network : accepted(policy, template, request.initiatorSelectors())) {
            if (!networks.isForeign(holder, network)) {
                remote.add(network);
                loans.add(networks.grant(holder, network));
            }
        }
        return List.of(new Flow(local(reachable, policy, template), remote));
    }

    /**
     * A peer that has no address of ours and of whose networks nothing is said can only be told apart by its device.
     */
    private static boolean keepsSelectors(
            VirtualTemplate template, AuthorizationPolicy policy, PeerRequest request, List<InetAddress> addresses) {
        return template.devicePerPeer()
                && (request.vendorIds().contains(VendorId.FLEXVPN_SUPPORTED)
                        || (addresses.isEmpty() && policy.acceptedRoutes().isEmpty()));
    }

    /**
     * Who has the same holder may have the same address and networks: only what is proved counts, which is the user of
     * EAP, if there is one, and nothing of a peer that proves nothing (RFC 7296 2.16, RFC 7619 2.2).
     */
    private static String holder(PeerRequest request) {
        Identification peer = request.remoteIdentity();
        String name = peer.type().value() + ":" + HexFormat.of().formatHex(peer.data());
        if (peer.type().equals(IdentificationType.NULL)) {
            return name + Long.toHexString(request.ikeSpi());
        }
        return request.eapIdentity().map(user -> name + ":" + user).orElse(name);
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
}
