package io.flexike.flexvpn.runtime;

import io.flexike.esp.SaSnapshot;
import io.flexike.flexvpn.session.Assignment;
import io.flexike.flexvpn.session.Traffic;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
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
    private final Assignment assignment;
    private final Map<Integer, Child> children = new ConcurrentHashMap<>();
    /** Children that were removed: they are still shown when the session as a whole ends. */
    private final Map<Integer, SaSnapshot> lastCounters = new ConcurrentHashMap<>();

    private final List<InterfaceAddress> addresses = new ArrayList<>();
    private volatile IkeSaSnapshot sa;
    private volatile Traffic receivedBefore = Traffic.NONE;
    private volatile Traffic sentBefore = Traffic.NONE;
    private volatile Path path;
    private volatile boolean up;

    Session(Placement placement, String interfaceName, IkeSaSnapshot sa, Assignment assignment) {
        this.placement = placement;
        this.interfaceName = interfaceName;
        this.sa = sa;
        this.connected = sa.initiator();
        this.since = sa.since();
        this.assignment = assignment;
        this.path = sa.path();
    }

    /** The IKE SA has a successor. */
    void rekeyed(IkeSaSnapshot successor) {
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
     * A Child SA and the routes that exist because of it.
     *
     * @param announced whether it counts; one that was made in vain, as both ends rekeyed at once, never does
     */
    record Child(ChildSaSnapshot sa, List<IpPrefix> routes, boolean announced) {}

    long ikeSpi() {
        return sa.localSpi();
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
            children.replaceAll(this::rerouted);
        }
    }

    private Child rerouted(int inboundSpi, Child child) {
        if (child.routes().isEmpty()) {
            return child;
        }
        int others = children.entrySet().stream()
                .filter(other -> other.getKey() != inboundSpi)
                .mapToInt(other -> other.getValue().routes().size())
                .sum();
        List<IpPrefix> routes = protectedRoutes(child.sa().remote(), others).routes();
        // what stays protected is never without a route
        routes.forEach(device()::addRoute);
        child.routes().forEach(device()::removeRoute);
        return new Child(child.sa(), routes, child.announced());
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
        List<IpPrefix> routes = routes(parameters.remote());
        routes.forEach(device()::addRoute);
        ChildSaSnapshot snapshot = new ChildSaSnapshot(
                parameters.inboundSpi(),
                parameters.outboundSpi(),
                parameters.suite(),
                parameters.local(),
                parameters.remote(),
                parameters.udpEncapsulation(),
                parameters.mode());
        children.put(parameters.inboundSpi(), new Child(snapshot, routes, false));
    }

    /** The engine has told of a Child SA: it counts from now on. */
    void announce(int inboundSpi) {
        children.computeIfPresent(inboundSpi, (spi, child) -> new Child(child.sa(), child.routes(), true));
    }

    /** The Child SAs that count. */
    List<ChildSaSnapshot> announced() {
        return children.values().stream()
                .filter(Child::announced)
                .map(Child::sa)
                .toList();
    }

    /** Takes the routes of a Child SA away; the Child SA itself is forgotten with {@link #forget}. */
    void remove(int inboundSpi, Optional<SaSnapshot> counters) {
        if (!children.containsKey(inboundSpi)) {
            counters.ifPresent(this::count);
            return;
        }
        counters.ifPresent(last -> lastCounters.put(inboundSpi, last));
        children.computeIfPresent(inboundSpi, (spi, child) -> {
            child.routes().forEach(device()::removeRoute);
            // the session as a whole may end: then it is shown once more as it was
            return child.announced() ? new Child(child.sa(), List.of(), true) : null;
        });
    }

    /** A Child SA is gone while the IKE SA goes on. */
    void forget(int inboundSpi) {
        Child gone = children.remove(inboundSpi);
        if (gone != null) {
            gone.routes().forEach(device()::removeRoute);
        }
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
        children.keySet().forEach(spi -> remove(spi, Optional.empty()));
        addresses.forEach(device()::removeAddress);
        addresses.clear();
        placement.release();
    }

    /** The networks behind the peer, with those that were pushed to us as an initiator. */
    private List<IpPrefix> routes(List<AddressSelector> remote) {
        int present = children.values().stream()
                .mapToInt(child -> child.routes().size())
                .sum();
        InetAddress outer = path.remote().getAddress();
        ProtectedRoutes found = protectedRoutes(remote, present);
        if (!found.leftOut().isEmpty()) {
            LOG.warn(
                    "{}: {} networks of the peer are not routed, as a session may have {} routes; the first is {}",
                    interfaceName,
                    found.leftOut().size(),
                    ProtectedRoutes.MOST_OF_A_SESSION,
                    found.leftOut().get(0));
        }
        if (remote.stream()
                .anyMatch(selector -> AddressSelector.range(selector.start(), selector.end())
                        .contains(AddressSelector.host(outer)))) {
            LOG.info(
                    "{}: the peer's outer address is protected too, but not routed into its own tunnel", interfaceName);
        }
        return found.routes();
    }

    private ProtectedRoutes protectedRoutes(List<AddressSelector> remote, int present) {
        return ProtectedRoutes.of(
                remote,
                connected ? assignment.subnets() : List.of(),
                path.remote().getAddress(),
                ProtectedRoutes.MOST_OF_A_SESSION - present);
    }
}
