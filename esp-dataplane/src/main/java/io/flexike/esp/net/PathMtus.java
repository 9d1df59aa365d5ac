package io.flexike.esp.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The path MTUs that a port has learnt, for a while. Thread-safe.
 *
 * <p>It learns only of peers to which the system has refused to send, so that ICMP which anybody can forge makes no
 * entries for others: who fills it up has as many peers.
 */
final class PathMtus {
    /** RFC 1191 6.3: so long, lest a path that was narrow once stay so. */
    static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** Our own choice: so many peers, more than SAs fit into most memories; 30 MB if all their paths are narrow. */
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

    private record Learnt(int octets, long sinceNanos) {}

    PathMtus(LongSupplier nanoTime) {
        this(nanoTime, MOST);
    }

    /** @param most so many peers at the most */
    PathMtus(LongSupplier nanoTime, int most) {
        this.nanoTime = nanoTime;
        this.most = most;
    }

    /** Remembers the MTU of the way to a peer. One thread at a time. */
    void learn(InetAddress remote, int octets) {
        int least = remote instanceof Inet4Address ? LEAST_IPV4 : LEAST_IPV6;
        int believed = Math.min(Math.max(octets, least), LONGEST_PACKET);
        long now = nanoTime.getAsLong();
        byAge.remove(remote);
        makeRoom(now);
        byAge.add(remote);
        learnt.put(remote, new Learnt(believed, now));
    }

    /** Forgets what is overdue, and what is oldest if that is not enough: as little work as there was to learn it. */
    private void makeRoom(long now) {
        var oldest = byAge.iterator();
        while (oldest.hasNext()) {
            InetAddress remote = oldest.next();
            Learnt known = learnt.get(remote);
            if (byAge.size() < most && known != null && !isOverdue(known, now)) {
                return;
            }
            oldest.remove();
            learnt.remove(remote);
        }
    }

    private static boolean isOverdue(Learnt known, long now) {
        return now - known.sinceNanos() >= LIFE_NANOS;
    }

    /** The longest packet, IP header included, that was last known to fit the way to a peer, or 0. */
    int of(InetAddress remote) {
        if (learnt.isEmpty()) {
            return 0;
        }
        Learnt known = learnt.get(remote);
        return known == null || isOverdue(known, nanoTime.getAsLong()) ? 0 : known.octets();
    }

    /** How many peers are remembered, those included whose time is over. */
    int size() {
        return learnt.size();
    }
}
