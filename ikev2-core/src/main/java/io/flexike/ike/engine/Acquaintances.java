package io.flexike.ike.engine;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.task.IkeSa;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which IKE SAs there are with whom, for INITIAL_CONTACT (RFC 7296 2.4). */
final class Acquaintances {
    private final Map<Identification, Set<Long>> byProvenIdentity = new HashMap<>();
    private final Map<Identification, Set<Long>> byExpectedIdentity = new HashMap<>();

    /** An IKE SA that we initiate. */
    void expecting(IkeSa sa) {
        expected(sa).ifPresent(peer -> add(byExpectedIdentity, peer, sa.localSpi()));
    }

    /** An IKE SA whose peer has proved who it is. */
    void proven(IkeSa sa) {
        add(byProvenIdentity, sa.requiredRemoteIdentity(), sa.localSpi());
    }

    void forget(IkeSa sa) {
        expected(sa).ifPresent(peer -> remove(byExpectedIdentity, peer, sa.localSpi()));
        sa.remoteIdentity().ifPresent(peer -> remove(byProvenIdentity, peer, sa.localSpi()));
    }

    /** Without an expected identity nobody knows whether there is another one: no. */
    boolean isOnlyOneExpecting(IkeSa sa) {
        return expected(sa)
                .map(peer -> byExpectedIdentity.getOrDefault(peer, Set.of()).equals(Set.of(sa.localSpi()))
                        && byProvenIdentity.getOrDefault(peer, Set.of()).isEmpty())
                .orElse(false);
    }

    /** Our SPIs of the other IKE SAs with the peer of this one. */
    List<Long> othersWithPeerOf(IkeSa sa) {
        return byProvenIdentity.getOrDefault(sa.requiredRemoteIdentity(), Set.of()).stream()
                .filter(spi -> spi != sa.localSpi())
                .toList();
    }

    private static Optional<Identification> expected(IkeSa sa) {
        return sa.initiator()
                ? sa.profile().flatMap(PeerProfile::expectedRemote).map(Identity::toWire)
                : Optional.empty();
    }

    private static void add(Map<Identification, Set<Long>> map, Identification peer, long spi) {
        map.computeIfAbsent(peer, unused -> new HashSet<>(2)).add(spi);
    }

    private static void remove(Map<Identification, Set<Long>> map, Identification peer, long spi) {
        map.computeIfPresent(peer, (unused, spis) -> {
            spis.remove(spi);
            return spis.isEmpty() ? null : spis;
        });
    }
}
