package io.flexike.flexvpn.runtime;

import io.flexike.esp.SaSnapshot;
import io.flexike.esp.gre.GreEnds;
import io.flexike.flexvpn.session.Assignment;
import io.flexike.flexvpn.session.Traffic;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An established IKE SA: its interface, what was assigned, its Child SAs, and what it has put onto its device. The
 * engine's thread changes it; any thread may read it.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Placement placement;
    private final String interfaceName;
    private final boolean connected;
    private final Instant since;
    private final long firstIkeSpi;
    private final Assignment assignment;
    private final Map<Integer, Child> children = new ConcurrentHashMap<>();
    /** Children that were removed: they are still shown when the session as a whole ends. */
    private final Map<Integer, SaSnapshot> lastCounters = new ConcurrentHashMap<>();

    private final List<InterfaceAddress> addresses = new ArrayList<>();
    private final SessionRoutes routes;
    private List<IpPrefix> told;
    private List<IpPrefix> said;
    private volatile SessionTerms terms;
    private volatile IkeSaSnapshot sa;
    private OptionalLong formerIkeSpi = OptionalLong.empty();
    private volatile Traffic receivedBefore = Traffic.NONE;
    private volatile Traffic sentBefore = Traffic.NONE;
    private volatile Path path;
    private volatile boolean up;

    /** @param guard asked about the networks that the peer tells of */
    Session(Placement placement, String interfaceName, IkeSaSnapshot sa, Assignment assignment, NetworkGuard guard) {
        this.placement = placement;
        this.interfaceName = interfaceName;
        this.sa = sa;
        this.connected = sa.initiator();
        this.since = sa.since();
        this.firstIkeSpi = sa.localSpi();
        this.assignment = assignment;
        this.path = sa.path();
        this.terms = placement.terms();
        NetworkGuard.Claimant claimant = new NetworkGuard.Claimant(
                placement.device(), placement.isOnTunnel(), sa.remoteIdentity(), this::refreshRoutes);
        this.routes = new SessionRoutes(placement.device(), placement.routesSelectors(), guard, claimant);
        // what we said ourselves as a responder tells us nothing
        this.told = connected
                ? assignment.subnets().stream().limit(SessionRoutes.MOST_TOLD).toList()
                : List.of();
        this.said = placement.told() ? terms.told(placement.device().ownAddresses()) : List.of();
    }

    /** The IKE SA has a successor. */
    void rekeyed(IkeSaSnapshot successor) {
        formerIkeSpi = OptionalLong.of(ikeSpi());
        sa = successor;
        path = successor.path();
    }

    /** When it began. */
    Instant since() {
        return since;
    }

    /** Whether it was us who connected, whoever has rekeyed since. */
    boolean hasConnected() {
        return connected;
    }

    /** What Child SAs have received that are gone. */
    Traffic receivedBefore() {
        return receivedBefore;
    }

    /** What Child SAs have sent that are gone. */
    Traffic sentBefore() {
        return sentBefore;
    }

    /**
     * A Child SA.
     *
     * @param since when it was made
     * @param announced whether it counts; one that was made in vain, as both ends rekeyed at once, never does
     */
    record Child(ChildSaSnapshot sa, Instant since, boolean announced) {}

    long ikeSpi() {
        return sa.localSpi();
    }

    /** Our SPI of the IKE SA before this one, if it was rekeyed. */
    OptionalLong formerIkeSpi() {
        return formerIkeSpi;
    }

    /** Our SPI of the IKE SA that it began with, which stays when that is rekeyed. */
    long firstIkeSpi() {
        return firstIkeSpi;
    }

    Placement placement() {
        return placement;
    }

    TunnelInterface device() {
        return placement.device();
    }

    String interfaceName() {
        return interfaceName;
    }

    IkeSaSnapshot sa() {
        return sa;
    }

    Assignment assignment() {
        return assignment;
    }

    Map<Integer, Child> children() {
        return children;
    }

    Path path() {
        return path;
    }

    /** Its packets take another path: the routes may not lead the new one into the tunnel. */
    void moved(IkeSaSnapshot now) {
        boolean elsewhere =
                !now.path().remote().getAddress().equals(path.remote().getAddress());
        sa = now;
        path = now.path();
        if (elsewhere) {
            routes.refresh(basis());
        }
        // in transport mode the outer addresses are those of GRE, too; in tunnel mode they are of no concern to it
        if (placement.isGre()
                && children.values().stream().allMatch(child -> child.sa().mode() == ChildSaMode.TRANSPORT)) {
            device().connectGre(
                            new GreEnds(path.local().getAddress(), path.remote().getAddress()));
        }
    }

    /** RFC 7296 2.23.1: the selectors are those that are seen here. */
    private static GreEnds ends(ChildSaParameters child) {
        return new GreEnds(child.local().get(0).start(), child.remote().get(0).start());
    }

    /** What the configuration says of it now. */
    SessionTerms terms() {
        return terms;
    }

    /** The configuration says something else of it. */
    void terms(SessionTerms now) {
        terms = now;
        routes.refresh(basis());
    }

    /** Networks that the peer has told of. */
    List<IpPrefix> told() {
        return told;
    }

    /** The peer tells of these networks, in place of those before; they are routed with the next refresh. */
    void told(List<IpPrefix> networks) {
        told = List.copyOf(networks);
    }

    /** Routes what it has been told, and what others have given up meanwhile. */
    void refreshRoutes() {
        routes.refresh(basis());
    }

    /** Networks of ours that the peer was told of. */
    List<IpPrefix> said() {
        return said;
    }

    /** The peer was told of these. */
    void said(List<IpPrefix> networks) {
        said = networks;
    }

    /** Our own addresses on the tunnel. */
    List<InetAddress> ownAddresses() {
        return device().ownAddresses();
    }

    private SessionRoutes.Basis basis() {
        return new SessionRoutes.Basis(
                terms, path.remote().getAddress(), connected ? List.of() : assignment.addresses(), told);
    }

    boolean isUp() {
        return up;
    }

    void up(boolean nowUp) {
        up = nowUp;
    }

    /** Gives our device the addresses that the peer assigned. */
    void takeAssignedAddresses() {
        assignment.addresses().forEach(address -> {
            InterfaceAddress host = new InterfaceAddress(address, address.getAddress().length * 8);
            addresses.add(host);
            device().addAddress(host);
        });
    }

    /** Routes what the new Child SA protects to our device. */
    void add(ChildSaParameters parameters) {
        mentionOuterAddress(parameters.remote());
        if (placement.isGre()) {
            device().connectGre(ends(parameters));
        }
        routes.add(parameters.inboundSpi(), parameters.remote(), basis());
        ChildSaSnapshot snapshot = new ChildSaSnapshot(
                parameters.inboundSpi(),
                parameters.outboundSpi(),
                parameters.suite(),
                parameters.local(),
                parameters.remote(),
                parameters.udpEncapsulation(),
                parameters.mode(),
                parameters.resource());
        children.put(parameters.inboundSpi(), new Child(snapshot, Instant.now(), false));
    }

    /** The engine has told of a Child SA: it counts from now on. */
    void announce(int inboundSpi) {
        children.computeIfPresent(inboundSpi, (spi, child) -> new Child(child.sa(), child.since(), true));
    }

    /** The Child SAs that count. */
    List<Child> announced() {
        return children.values().stream().filter(Child::announced).toList();
    }

    /** Takes the routes of a Child SA away; the Child SA itself is forgotten with {@link #forget}. */
    void remove(int inboundSpi, Optional<SaSnapshot> counters) {
        if (!children.containsKey(inboundSpi)) {
            counters.ifPresent(this::count);
            return;
        }
        counters.ifPresent(last -> lastCounters.put(inboundSpi, last));
        routes.remove(inboundSpi, basis());
        // the session as a whole may end: then it is shown once more as it was
        children.computeIfPresent(inboundSpi, (spi, child) -> child.announced() ? child : null);
    }

    /** A Child SA is gone while the IKE SA goes on. */
    void forget(int inboundSpi) {
        children.remove(inboundSpi);
        routes.remove(inboundSpi, basis());
        SaSnapshot last = lastCounters.remove(inboundSpi);
        if (last != null) {
            count(last);
        }
    }

    /** Adds what a Child SA has carried that is no longer shown. */
    void count(SaSnapshot last) {
        receivedBefore = receivedBefore.plus(Sessions.traffic(last.inbound()));
        sentBefore = sentBefore.plus(Sessions.traffic(last.outbound()));
    }

    Optional<SaSnapshot> lastCounters(int inboundSpi) {
        return Optional.ofNullable(lastCounters.get(inboundSpi));
    }

    /** Takes everything back that this session has put onto the device. */
    void end() {
        up = false;
        routes.end();
        addresses.forEach(device()::removeAddress);
        addresses.clear();
        placement.release();
    }

    private void mentionOuterAddress(List<AddressSelector> remote) {
        AddressSelector outer = AddressSelector.host(path.remote().getAddress());
        if (remote.stream()
                .anyMatch(selector ->
                        AddressSelector.range(selector.start(), selector.end()).contains(outer))) {
            LOG.info(
                    "{}: the peer's outer address is protected too, but not routed into its own tunnel", interfaceName);
        }
    }
}
