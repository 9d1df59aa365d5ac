package io.flexike.ike.transport;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the connections of peers against their limits. Thread-safe. */
final class TcpAdmission {
    /** An IPv6 host has as many addresses as it likes in its network of 64 bits. */
    private static final int IPV6_NETWORK_OCTETS = 8;

    private final TcpLimits limits;
    private final Map<List<Byte>, Integer> perOrigin = new HashMap<>();
    private int all;
    private int untrusted;

    TcpAdmission(TcpLimits limits) {
        this.limits = limits;
    }

    /** Counts one more connection, which nobody trusts yet, unless a limit is reached. */
    synchronized boolean tryEnter(InetAddress peer) {
        List<Byte> origin = origin(peer);
        if (all >= limits.maxConnections()
                || untrusted >= limits.maxUntrusted()
                || perOrigin.getOrDefault(origin, 0) >= limits.maxPerOrigin()) {
            return false;
        }
        perOrigin.merge(origin, 1, Integer::sum);
        all++;
        untrusted++;
        return true;
    }

    synchronized void trusted() {
        untrusted--;
    }

    synchronized void leave(InetAddress peer, boolean wasTrusted) {
        perOrigin.computeIfPresent(origin(peer), (origin, count) -> count == 1 ? null : count - 1);
        all--;
        untrusted -= wasTrusted ? 0 : 1;
    }

    synchronized int untrusted() {
        return untrusted;
    }

    private static List<Byte> origin(InetAddress peer) {
        byte[] octets = peer.getAddress();
        Byte[] origin = new Byte[Math.min(octets.length, IPV6_NETWORK_OCTETS)];
        Arrays.setAll(origin, i -> octets[i]);
        return List.of(origin);
    }
}
