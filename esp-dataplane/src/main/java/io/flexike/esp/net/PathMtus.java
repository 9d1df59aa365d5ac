package io.flexike.esp.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The path MTUs that a port knows, for a while. Thread-safe.
 *
 * <p>It knows only of peers to which packets are sent, so that ICMP which anybody can forge makes no entries for
 * others: who fills it up has as many peers. What was refused counts more than what the system says of a route: that
 * never takes its place, nor its room while there is any of the other kind or overdue.
 */
final class PathMtus {
    /** RFC 1191 6.3: so long, lest a path that was narrow once stay so. */
    static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** Our own choice: how long the MTU of a route is taken for that of the path; routes change without a word. */
    static final long ROUTE_LIFE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Nothing is known, nor that the system does not tell. */
    static final int UNKNOWN = -1;

    /**
     * Our own choice: so many peers, more than SAs fit into most memories. One port, or those that share this, takes 45
     * MB then if the peers are of IPv4, and 62 MB if they are of IPv6.
     */
    static final int MOST = 1 << 18;

    /** RFC 791 3.2: what every module must forward in one piece. */
    private static final int LEAST_IPV4 = 68;
    /** RFC 8200 5. */
    private static final int LEAST_IPV6 = 1280;

    private static final int LONGEST_PACKET = 65535;

    private final LongSupplier nanoTime;
    private final int most;
    private final ConcurrentHashMap<InetAddress, Known> known = new ConcurrentHashMap<>();
    // each of the peers is in one of these, whose entries live equally long: the one that ends first stands first
    private final LinkedHashSet<InetAddress> learnt = new LinkedHashSet<>();
    private final LinkedHashSet<InetAddress> assumed = new LinkedHashSet<>();

    private record Known(int octets, long sinceNanos, boolean wasLearnt) {
        boolean isOverdue(long now) {
            return now - sinceNanos >= (wasLearnt ? LIFE_NANOS : ROUTE_LIFE_NANOS);
        }
    }

    PathMtus(LongSupplier nanoTime) {
        this(nanoTime, MOST);
    }

    /** @param most so many peers at the most */
    PathMtus(LongSupplier nanoTime, int most) {
        this.nanoTime = nanoTime;
        this.most = most;
    }

    /** Remembers the MTU of the way to a peer, to which the system has refused to send more. */
    synchronized void learn(InetAddress remote, int octets) {
        put(remote, new Known(believed(remote, octets), nanoTime.getAsLong(), true));
    }

    /**
     * Remembers what the system says of the route to a peer before it has refused anything; what was learnt meanwhile,
     * through another port at the same address, stays.
     *
     * @param octets 0 if it says nothing
     * @return what is known now
     */
    synchronized int assume(InetAddress remote, int octets) {
        long now = nanoTime.getAsLong();
        Known before = known.get(remote);
        if (before != null && before.wasLearnt() && !before.isOverdue(now)) {
            return before.octets();
        }
        int told = octets == 0 ? 0 : believed(remote, octets);
        put(remote, new Known(told, now, false));
        return told;
    }

    private static int believed(InetAddress remote, int octets) {
        int least = remote instanceof Inet4Address ? LEAST_IPV4 : LEAST_IPV6;
        return Math.min(Math.max(octets, least), LONGEST_PACKET);
    }

    // who reads meanwhile still finds what was known before
    private void put(InetAddress remote, Known fresh) {
        learnt.remove(remote);
        assumed.remove(remote);
        makeRoom(fresh.sinceNanos());
        (fresh.wasLearnt() ? learnt : assumed).add(remote);
        known.put(remote, fresh);
    }

    /**
     * Forgets what is overdue: as little work as there was to get to know it. If that is not enough, what was assumed
     * longest ago, for the system can be asked again; only where nothing was assumed, what was learnt longest ago.
     */
    private void makeRoom(long now) {
        dropOverdue(learnt, now);
        dropOverdue(assumed, now);
        if (learnt.size() + assumed.size() >= most) {
            dropFirst(assumed.isEmpty() ? learnt : assumed);
        }
    }

    private void dropOverdue(Set<InetAddress> byAge, long now) {
        while (!byAge.isEmpty()) {
            Known oldest = known.get(byAge.iterator().next());
            if (oldest != null && !oldest.isOverdue(now)) {
                return;
            }
            dropFirst(byAge);
        }
    }

    private void dropFirst(Set<InetAddress> byAge) {
        Iterator<InetAddress> first = byAge.iterator();
        known.remove(first.next());
        first.remove();
    }

    /**
     * The longest packet, IP header included, that was last known to fit the way to a peer; 0 if the system does not
     * tell, or {@link #UNKNOWN}.
     */
    int of(InetAddress remote) {
        Known last = known.get(remote);
        return last == null || last.isOverdue(nanoTime.getAsLong()) ? UNKNOWN : last.octets();
    }

    /** How many peers are remembered, those included whose time is over. */
    int size() {
        return known.size();
    }
}
