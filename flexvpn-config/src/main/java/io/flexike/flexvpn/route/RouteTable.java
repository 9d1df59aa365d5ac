package io.flexike.flexvpn.route;

import io.flexike.ike.selector.IpPrefix;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one VRF. Of those to one prefix the best one is installed on its interface: a usable one before one
 * that is not, then the smallest distance, then the one that came first. When it goes, the next best takes over.
 * Thread-safe.
 */
public final class RouteTable {
    private static final Comparator<Entry> BEST_FIRST = Comparator.comparing((Entry entry) -> !entry.usable)
            .thenComparingInt(entry -> entry.distance)
            .thenComparingLong(entry -> entry.number);

    private final Optional<String> vrf;
    private final InstantSource clock;
    private final Map<IpPrefix, TreeSet<Entry>> byPrefix = new HashMap<>();
    private long nextNumber;

    /**
     * An empty table.
     *
     * @param vrf empty for the global one
     */
    public RouteTable(Optional<String> vrf, InstantSource clock) {
        this.vrf = vrf;
        this.clock = clock;
    }

    /** A route in the table. */
    public final class Entry {
        private final RouteDevice device;
        private final IpPrefix prefix;
        private final RouteSource source;
        private final int distance;
        private final long tag;
        private final Instant since;
        private final long number;
        private boolean usable = true;
        private boolean gone;

        private Entry(RouteDevice device, IpPrefix prefix, RouteSource source, int distance, long tag) {
            this.device = device;
            this.prefix = prefix;
            this.source = source;
            this.distance = distance;
            this.tag = tag;
            this.since = clock.instant();
            this.number = nextNumber++;
        }

        /** What it leads to. */
        public IpPrefix prefix() {
            return prefix;
        }

        /** Takes it out. Does nothing when repeated. */
        public void remove() {
            RouteTable.this.remove(this);
        }

        /**
         * Says whether packets can pass. One that is not usable is installed only if none is, so that packets are lost
         * there rather than leave in clear.
         */
        public void usable(boolean now) {
            RouteTable.this.usable(this, now);
        }

        private Route shown(boolean installed) {
            return new Route(vrf, prefix, device.name(), source, distance, tag, since, installed);
        }
    }

    /** The VRF; empty for the global one. */
    public Optional<String> vrf() {
        return vrf;
    }

    /** What the system has routed into an interface together with an address of it; always best. */
    public Entry addConnected(RouteDevice device, IpPrefix prefix) {
        return add(device, prefix, RouteSource.CONNECTED, 0, 0);
    }

    /** Adds a route that the configuration names. */
    public Entry addStatic(RouteDevice device, StaticRoute route) {
        return add(device, route.prefix(), RouteSource.STATIC, route.distance(), route.tag());
    }

    /** Adds a route that came with a session. */
    public Entry addFromPeer(RouteDevice device, StaticRoute route) {
        return add(device, route.prefix(), RouteSource.IKEV2, route.distance(), route.tag());
    }

    private synchronized Entry add(RouteDevice device, IpPrefix prefix, RouteSource source, int distance, long tag) {
        Entry entry = new Entry(device, prefix, source, distance, tag);
        TreeSet<Entry> entries = byPrefix.computeIfAbsent(prefix, unused -> new TreeSet<>(BEST_FIRST));
        Entry before = best(entries);
        entries.add(entry);
        try {
            change(before, best(entries));
        } catch (RuntimeException | Error e) {
            // nobody will ever take it out
            entry.remove();
            throw e;
        }
        return entry;
    }

    private synchronized void remove(Entry entry) {
        TreeSet<Entry> entries = byPrefix.get(entry.prefix);
        if (entry.gone || entries == null) {
            return;
        }
        entry.gone = true;
        Entry before = best(entries);
        entries.remove(entry);
        if (entries.isEmpty()) {
            byPrefix.remove(entry.prefix);
        }
        change(before, best(entries));
    }

    private synchronized void usable(Entry entry, boolean now) {
        TreeSet<Entry> entries = byPrefix.get(entry.prefix);
        if (entry.gone || entries == null || entry.usable == now) {
            return;
        }
        Entry before = best(entries);
        entries.remove(entry);
        entry.usable = now;
        entries.add(entry);
        change(before, best(entries));
    }

    private static @Nullable Entry best(SortedSet<Entry> entries) {
        return entries.isEmpty() ? null : entries.first();
    }

    /** Two routes through one interface are one to the system; what is connected, it has routed itself. */
    private static void change(@Nullable Entry before, @Nullable Entry after) {
        if (before == after) {
            return;
        }
        boolean sameDevice = before != null && after != null && before.device == after.device;
        if (before != null && !sameDevice) {
            before.device.withdraw(before.prefix);
        }
        if (after != null && !goesWithAddress(after) && !(sameDevice && before != null && !goesWithAddress(before))) {
            after.device.install(after.prefix);
        }
    }

    private static boolean goesWithAddress(Entry entry) {
        return entry.source == RouteSource.CONNECTED;
    }

    /** Whether there is a route to exactly that prefix. */
    public synchronized boolean has(IpPrefix prefix) {
        return byPrefix.containsKey(prefix);
    }

    /**
     * Whether the configuration routes exactly that prefix to another interface.
     *
     * @param device that does not count
     */
    public synchronized boolean hasStatic(IpPrefix prefix, RouteDevice device) {
        TreeSet<Entry> entries = byPrefix.get(prefix);
        return entries != null
                && entries.stream().anyMatch(entry -> entry.source == RouteSource.STATIC && entry.device != device);
    }

    /**
     * Whether a prefix is a network that another interface is connected to.
     *
     * @param device that does not count
     */
    public synchronized boolean hasConnected(IpPrefix prefix, RouteDevice device) {
        TreeSet<Entry> entries = byPrefix.get(prefix);
        return entries != null
                && entries.stream().anyMatch(entry -> entry.source == RouteSource.CONNECTED && entry.device != device);
    }

    /** All routes, by prefix, the best of each first. */
    public synchronized List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        byPrefix.values().forEach(entries -> {
            Entry best = best(entries);
            entries.forEach(entry -> routes.add(entry.shown(entry == best)));
        });
        routes.sort(
                Comparator.comparing((Route route) -> route.prefix().address().getAddress().length)
                        .thenComparing(route -> route.prefix().address().getAddress(), Arrays::compareUnsigned)
                        .thenComparingInt(route -> route.prefix().length())
                        .thenComparing(route -> !route.installed()));
        return routes;
    }
}
