package io.flexike.ike.engine;

import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Which IKE_SA_INIT requests have made an IKE SA, to know them again when they are repeated (RFC 7296 2.1). A request
 * is forgotten with its IKE SA, and some time after that was established: no copy is on its way for so long.
 */
final class Visitors {
    private final Duration memory;
    private final Map<Visitor, List<Visit>> visits = new HashMap<>();
    private final Map<Long, Visit> byLocalSpi = new HashMap<>();
    private final Queue<Due> due = new ArrayDeque<>();

    /** Comparable, so that a table of them stays quick when somebody chooses SPIs whose hashes are the same. */
    private record Visitor(long initiatorSpi, InetSocketAddress remote) implements Comparable<Visitor> {
        @Override
        public int compareTo(Visitor other) {
            int bySpi = Long.compare(initiatorSpi, other.initiatorSpi);
            int byPort = bySpi != 0 ? bySpi : Integer.compare(remote.getPort(), other.remote.getPort());
            return byPort != 0
                    ? byPort
                    : Arrays.compare(
                            remote.getAddress().getAddress(),
                            other.remote.getAddress().getAddress());
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Visit(Visitor visitor, byte[] digest, IkeSaMachine machine) {}

    private record Due(Instant at, long localSpi) {}

    /** @param memory how long a request is remembered at least, while its IKE SA lives */
    Visitors(Duration memory) {
        this.memory = memory;
    }

    /** The IKE SA that this very request has made already. A request of somebody new costs one look into a table. */
    @Nullable
    IkeSaMachine find(Path path, IkeHeader header, byte[] datagram) {
        List<Visit> known = visits.get(new Visitor(header.initiatorSpi(), path.remote()));
        if (known == null) {
            return null;
        }
        byte[] digest = digest(datagram);
        for (Visit visit : known) {
            if (MessageDigest.isEqual(visit.digest, digest)) {
                return visit.machine;
            }
        }
        return null;
    }

    void remember(Path path, IkeHeader header, byte[] datagram, IkeSaMachine machine, Instant now) {
        Visitor visitor = new Visitor(header.initiatorSpi(), path.remote());
        Visit visit = new Visit(visitor, digest(datagram), machine);
        visits.computeIfAbsent(visitor, unused -> new ArrayList<>(1)).add(visit);
        byLocalSpi.put(machine.sa().localSpi(), visit);
        due.add(new Due(now.plus(memory), machine.sa().localSpi()));
    }

    void forget(long localSpi) {
        Visit visit = byLocalSpi.remove(localSpi);
        if (visit != null) {
            visits.computeIfPresent(visit.visitor, (unused, known) -> {
                known.remove(visit);
                return known.isEmpty() ? null : known;
            });
        }
    }

    /** Forgets the requests whose time has come; those of IKE SAs that are still half-open go with these. */
    void age(Instant now) {
        while (!due.isEmpty() && !now.isBefore(due.element().at)) {
            long localSpi = due.remove().localSpi;
            Visit visit = byLocalSpi.get(localSpi);
            if (visit != null && !visit.machine.isHalfOpen()) {
                forget(localSpi);
            }
        }
    }

    private static byte[] digest(byte[] request) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(request);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    int entries() {
        return visits.size() + byLocalSpi.size() + due.size();
    }
}
