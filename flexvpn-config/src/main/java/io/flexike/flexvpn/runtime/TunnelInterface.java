package io.flexike.flexvpn.runtime;

import io.flexike.esp.gre.GreEnds;
import io.flexike.esp.gre.GreSettings;
import io.flexike.esp.gre.GreTunnel;
import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunPrefix;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.route.RouteDevice;
import io.flexike.flexvpn.route.RouteTable;
import io.flexike.flexvpn.route.StaticRoute;
import io.flexike.flexvpn.session.InterfaceSnapshot;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.ike.selector.IpPrefix;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TUN device with the addresses that come and go with sessions, and the routes that its VRF's table puts onto it. An
 * address that several sessions want goes with the last of them; one that is configured stays. Thread-safe.
 */
final class TunnelInterface implements RouteDevice {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelInterface.class);

    private final String name;
    private final String origin;
    private final TunSettings configured;
    private final RouteTable routes;
    private final Optional<GreSettings> gre;
    private final InterfaceSettings ofPeer;
    private final PacketRules packets;
    private final Map<TunPrefix, Integer> addresses = new LinkedHashMap<>();
    private final Map<TunPrefix, RouteTable.Entry> connected = new HashMap<>();
    private final List<RouteTable.Entry> staticRoutes = new ArrayList<>();
    /** Not there before it is opened and after it is closed: then there is nothing to change. */
    private @Nullable TunDevice device;

    private boolean usable;

    /** An interface without a device yet, of whose packets nothing is said. */
    TunnelInterface(String name, String origin, TunSettings configured, RouteTable routes, Optional<GreSettings> gre) {
        this(name, origin, configured, routes, gre, PacketRules.STANDARD);
    }

    /** An interface without a device yet, that is not of one peer. */
    TunnelInterface(
            String name,
            String origin,
            TunSettings configured,
            RouteTable routes,
            Optional<GreSettings> gre,
            PacketRules packets) {
        this(name, origin, configured, routes, gre, packets, InterfaceSettings.NONE);
    }

    /**
     * An interface without a device yet.
     *
     * @param name in the configuration, or that of a virtual access
     * @param origin name of the tunnel or template in the configuration
     * @param configured how its device is opened, which no session undoes
     * @param routes of the VRF that it belongs to
     * @param gre how packets look inside the Child SAs, if they are GRE
     * @param packets what is said of its packets
     * @param ofPeer what of it a template says otherwise
     */
    TunnelInterface(
            String name,
            String origin,
            TunSettings configured,
            RouteTable routes,
            Optional<GreSettings> gre,
            PacketRules packets,
            InterfaceSettings ofPeer) {
        this.name = name;
        this.origin = origin;
        this.configured = configured;
        this.routes = routes;
        this.gre = gre;
        this.packets = packets;
        this.ofPeer = ofPeer;
        configured.addresses().forEach(address -> addresses.put(address, 1));
    }

    /** The name of the interface. */
    @Override
    public String name() {
        return name;
    }

    /** The name in the configuration. */
    String origin() {
        return origin;
    }

    /** How its device is opened. */
    TunSettings settings() {
        return configured;
    }

    /** How packets look inside the Child SAs, if they are GRE. */
    Optional<GreSettings> gre() {
        return gre;
    }

    /** What is said of its packets. */
    PacketRules packets() {
        return packets;
    }

    /** GRE packets travel between these addresses now; nothing happens without GRE. */
    synchronized void connectGre(GreEnds ends) {
        if (device instanceof GreTunnel tunnel
                && tunnel.ends().filter(ends::equals).isEmpty()) {
            if (tunnel.ends().isEmpty()) {
                tunnel.connect(ends);
            } else {
                tunnel.move(ends);
            }
        }
    }

    /** The name in the system. */
    synchronized String deviceName() {
        return device == null ? configured.name() : device.name();
    }

    /** Whether it has its device. */
    synchronized boolean isOpen() {
        return device != null;
    }

    /** It has its device, which was opened with its settings. */
    synchronized void opened(TunDevice open) {
        device = open;
    }

    /** The networks of its own addresses are connected: not for one of many that all have the same addresses. */
    void connectConfigured() {
        configured.addresses().forEach(this::connect);
    }

    /** Its device goes, with all that is on it. */
    void closed() {
        List<RouteTable.Entry> gone;
        synchronized (this) {
            device = null;
            gone = new ArrayList<>(staticRoutes);
            staticRoutes.clear();
            gone.addAll(connected.values());
            connected.clear();
        }
        // not while we are locked, as the table calls us
        gone.forEach(RouteTable.Entry::remove);
    }

    private void connect(TunPrefix address) {
        RouteTable.Entry entry = routes.addConnected(this, Prefixes.ofTun(address.network()));
        RouteTable.Entry former;
        synchronized (this) {
            former = connected.put(address, entry);
        }
        if (former != null) {
            former.remove();
        }
    }

    void addAddress(InterfaceAddress address) {
        TunPrefix wanted = Prefixes.toTun(address);
        synchronized (this) {
            if (addresses.merge(wanted, 1, Integer::sum) != 1) {
                return;
            }
            attempt("add address " + address, there -> there.addAddress(wanted));
        }
        connect(wanted);
    }

    void removeAddress(InterfaceAddress address) {
        TunPrefix unwanted = Prefixes.toTun(address);
        RouteTable.Entry entry;
        synchronized (this) {
            Integer left = addresses.computeIfPresent(unwanted, (same, count) -> count - 1);
            if (left == null || left > 0) {
                return;
            }
            addresses.remove(unwanted);
            entry = connected.remove(unwanted);
            attempt("remove address " + address, there -> there.removeAddress(unwanted));
        }
        if (entry != null) {
            entry.remove();
        }
    }

    /** A route that a session wants, until it is removed. */
    RouteTable.Entry addRoute(StaticRoute route) {
        return routes.addFromPeer(this, route);
    }

    /** The routes that the configuration names, in place of those before; what stays is never without a route. */
    void setStaticRoutes(List<StaticRoute> wanted) {
        List<RouteTable.Entry> fresh =
                wanted.stream().map(route -> routes.addStatic(this, route)).toList();
        List<RouteTable.Entry> former;
        boolean now;
        synchronized (this) {
            former = List.copyOf(staticRoutes);
            staticRoutes.clear();
            staticRoutes.addAll(fresh);
            now = usable;
        }
        fresh.forEach(entry -> entry.usable(now));
        former.forEach(RouteTable.Entry::remove);
    }

    /** Whether packets can pass: routes of the configuration are better elsewhere if they cannot. */
    void usable(boolean now) {
        List<RouteTable.Entry> concerned;
        synchronized (this) {
            usable = now;
            concerned = List.copyOf(staticRoutes);
        }
        concerned.forEach(entry -> entry.usable(now));
    }

    /** The addresses that it has. */
    synchronized List<InetAddress> ownAddresses() {
        return addresses.keySet().stream().map(TunPrefix::address).toList();
    }

    /** As it is now. */
    synchronized InterfaceSnapshot snapshot() {
        return new InterfaceSnapshot(
                name,
                deviceName(),
                origin,
                routes.vrf(),
                addresses.keySet().stream().map(Prefixes::ofTunAddress).toList(),
                usable,
                ofPeer);
    }

    /** What of it the template of its peer says otherwise. */
    InterfaceSettings ofPeer() {
        return ofPeer;
    }

    /** The VRF that it belongs to; empty for the global one. */
    Optional<String> vrf() {
        return routes.vrf();
    }

    /** Whether a network is, or is part of, one that another interface of the same VRF is connected to. */
    boolean isConnectedElsewhere(IpPrefix network) {
        return IntStream.rangeClosed(1, network.length())
                .mapToObj(length -> Prefixes.around(network.address(), length))
                .anyMatch(prefix -> routes.hasConnected(prefix, this));
    }

    /** Whether the configuration routes exactly that network to another interface of the same VRF. */
    boolean isStaticElsewhere(IpPrefix network) {
        return routes.hasStatic(network, this);
    }

    @Override
    public void install(IpPrefix prefix) {
        attemptLocked("add route " + prefix, there -> there.addRoute(Prefixes.toTun(prefix)));
    }

    @Override
    public void withdraw(IpPrefix prefix) {
        attemptLocked("remove route " + prefix, there -> there.removeRoute(Prefixes.toTun(prefix)));
    }

    private synchronized void attemptLocked(String what, DeviceChange change) {
        attempt(what, change);
    }

    private void attempt(String what, DeviceChange change) {
        TunDevice there = device;
        if (there == null) {
            return;
        }
        try {
            change.of(there);
        } catch (IOException e) {
            LOG.warn("{}: could not {}: {}", name, what, e.getMessage());
        }
    }

    @FunctionalInterface
    private interface DeviceChange {
        void of(TunDevice device) throws IOException;
    }
}
