package io.flexike.esp.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The path MTUs that a port knows, for a while. Thread-safe.
 *
 * <p>It knows only of peers to which packets are sent, so that ICMP which anybody can forge makes no entries for
 * others: who fills it up has as many peers.
 */
final class PathMtus {
    /** RFC 1191 6.3: so long, lest a path that was narrow once stay so. */
    static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** Our own choice: how long the MTU of a route is taken for that of the path; routes change without a word. */
    static final long ROUTE_LIFE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Nothing is known, nor that the system does not tell. */
    static final int UNKNOWN = -1;

    /** Our own choice: so many peers, more than SAs fit into most memories; 40 MB then. */
    static final int MOST = 1 << 18;

    /** RFC 791 3.2: what every module must forward in one piece. */
    private static final int LEAST_IPV4 = 68;
    /** RFC 8200 5. */
    private static final int LEAST_IPV6 = 1280;

    private static final int LONGEST_PACKET = 65535;

    private final LongSupplier nanoTime;
    private final int most;
    private final ConcurrentHashMap<InetAddress, Learnt> learnt = new ConcurrentHashMap<>();
    /** The same peers, the one that was learnt of longest ago first. */
    private final LinkedHashSet<InetAddress> byAge = new LinkedHashSet<>();

    private record Learnt(int octets, long sinceNanos, long lifeNanos) {
        boolean isOverdue(long now) {
            return now - sinceNanos >= lifeNanos;
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
    void learn(InetAddress remote, int octets) {
        put(remote, believed(remote, octets), LIFE_NANOS);
    }

    /**
     * Remembers what the system says of the route to a peer before it has refused anything.
     *
     * @param octets 0 if it says nothing
     */
    void assume(InetAddress remote, int octets) {
        put(remote, octets == 0 ? 0 : believed(remote, octets), ROUTE_LIFE_NANOS);
    }

    private static int believed(InetAddress remote, int octets) {
        int least = remote instanceof Inet4Address ? LEAST_IPV4 : LEAST_IPV6;
        return Math.min(Math.max(octets, least), LONGEST_PACKET);
    }

    private synchronized void put(InetAddress remote, int octets, long lifeNanos) {
        long now = nanoTime.getAsLong();
        byAge.remove(remote);
        makeRoom(now);
        byAge.add(remote);
        learnt.put(remote, new Learnt(octets, now, lifeNanos));
    }

    /** Forgets what is overdue, and what is oldest if that is not enough: as little work as there was to learn it. */
    private void makeRoom(long now) {
        var oldest = byAge.iterator();
        while (oldest.hasNext()) {
            InetAddress remote = oldest.next();
            Learnt known = learnt.get(remote);
            if (byAge.size() < most && known != null && !known.isOverdue(now)) {
                return;
            }
            oldest.remove();
            learnt.remove(remote);
        }
    }

    /**
     * The longest packet, IP header included, that was last known to fit the way to a peer; 0 if the system does not
     * tell, or {@link #UNKNOWN}.
     */
    int of(InetAddress remote) {
        Learnt known = learnt.get(remote);
        return known == null || known.isOverdue(nanoTime.getAsLong()) ? UNKNOWN : known.octets();
    }

    /** How many peers are remembered, those included whose time is over. */
    int size() {
        return learnt.size();
    }
}
