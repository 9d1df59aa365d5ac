package io.flexike.esp.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The path MTUs that a port has learnt, for a while. Thread-safe. */
final class PathMtus {
    /** RFC 1191 6.3: so long, lest a path that was narrow once stay so. */
    static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** Our own choice: so many peers, whoever makes us learn. */
    static final int MOST = 1024;

    /** RFC 791 3.2: what every module must forward in one piece. */
    private static final int LEAST_IPV4 = 68;
    /** RFC 8200 5. */
    private static final int LEAST_IPV6 = 1280;

    private static final int LONGEST_PACKET = 65535;

    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<InetAddress, Learnt> learnt = new ConcurrentHashMap<>();

    private record Learnt(int octets, long sinceNanos) {}

    PathMtus(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Remembers the MTU of the way to a peer. One thread at a time. */
    void learn(InetAddress remote, int octets) {
        int least = remote instanceof Inet4Address ? LEAST_IPV4 : LEAST_IPV6;
        if (learnt.size() >= MOST && !learnt.containsKey(remote)) {
            makeRoom();
        }
        int believed = Math.min(Math.max(octets, least), LONGEST_PACKET);
        learnt.put(remote, new Learnt(believed, nanoTime.getAsLong()));
    }

    private void makeRoom() {
        long now = nanoTime.getAsLong();
        learnt.values().removeIf(entry -> now - entry.sinceNanos() >= LIFE_NANOS);
        if (learnt.size() >= MOST) {
            Iterator<InetAddress> any = learnt.keySet().iterator();
            any.next();
            any.remove();
        }
    }

    /** The longest packet, IP header included, that was last known to fit the way to a peer, or 0. */
    int of(InetAddress remote) {
        if (learnt.isEmpty()) {
            return 0;
        }
        Learnt known = learnt.get(remote);
        if (known == null) {
            return 0;
        }
        if (nanoTime.getAsLong() - known.sinceNanos() >= LIFE_NANOS) {
            learnt.remove(remote, known);
            return 0;
        }
        return known.octets();
    }
}
