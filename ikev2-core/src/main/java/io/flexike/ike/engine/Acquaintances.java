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
import java.util.stream.Stream;

/** Which IKE SAs there are with whom, for INITIAL_CONTACT (RFC 7296 2.4). */
final class Acquaintances {
    private final Map<Identification, Set<IkeSa>> byProvenIdentity = new HashMap<>();
    private final Map<Identification, Set<IkeSa>> byExpectedIdentity = new HashMap<>();

    /** An IKE SA that we initiate. */
    void expecting(IkeSa sa) {
        expected(sa).ifPresent(peer -> add(byExpectedIdentity, peer, sa));
    }

    /** An IKE SA whose peer has proved who it is. */
    void proven(IkeSa sa) {
        add(byProvenIdentity, sa.requiredRemoteIdentity(), sa);
    }

    void forget(IkeSa sa) {
        expected(sa).ifPresent(peer -> remove(byExpectedIdentity, peer, sa));
        sa.peer().identity().ifPresent(peer -> remove(byProvenIdentity, peer, sa));
    }

    int size() {
        return byProvenIdentity.values().stream().mapToInt(Set::size).sum()
                + byExpectedIdentity.values().stream().mapToInt(Set::size).sum();
    }

    /** Without an expected identity nobody knows whether there is another one: no. */
    boolean isOnlyOneExpecting(IkeSa sa) {
        return expected(sa)
                .map(peer -> byExpectedIdentity.getOrDefault(peer, Set.of()).equals(Set.of(sa))
                        && byProvenIdentity.getOrDefault(peer, Set.of()).isEmpty())
                .orElse(false);
    }

    /**
     * The IKE SAs that the peer has forgotten when it says in this one that it has no other: those that were
     * established before this one began. What came up meanwhile, because both sides connected at once, it knows.
     */
    List<Long> olderWithPeerOf(IkeSa sa) {
        return byProvenIdentity.getOrDefault(sa.requiredRemoteIdentity(), Set.of()).stream()
                .filter(other -> other != sa && !other.establishedAt().isAfter(sa.since()) && isSamePerson(sa, other))
                .map(IkeSa::localSpi)
                .sorted()
                .toList();
    }

    /** Others whose peer has proved the same identity to the same one of ours. */
    Stream<IkeSa> withPeerOf(IkeSa sa) {
        if (sa.peer().identity().isEmpty() || sa.peer().profile().isEmpty()) {
            return Stream.empty();
        }
        Identity self = sa.requiredProfile().localIdentity();
        return byProvenIdentity.getOrDefault(sa.requiredRemoteIdentity(), Set.of()).stream()
                .filter(other ->
                        other != sa && other.requiredProfile().localIdentity().equals(self) && isSamePerson(sa, other));
    }

    /**
     * An identity in IDi that EAP has not authenticated says nothing of others, nor does one for which there is no
     * proof at all (RFC 7296 2.16, RFC 7619 2.3).
     */
    private static boolean isSamePerson(IkeSa one, IkeSa other) {
        return one.peer().eapIdentity().equals(other.peer().eapIdentity())
                && !one.peer().isAnonymous()
                && !other.peer().isAnonymous();
    }

    /** Their SPIs on our side, in order. */
    List<Long> othersWithPeerOf(IkeSa sa) {
        return withPeerOf(sa).map(IkeSa::localSpi).sorted().toList();
    }

    private static Optional<Identification> expected(IkeSa sa) {
        return sa.initiator()
                ? sa.peer().profile().flatMap(PeerProfile::expectedRemote).map(Identity::toWire)
                : Optional.empty();
    }

    private static void add(Map<Identification, Set<IkeSa>> map, Identification peer, IkeSa sa) {
        map.computeIfAbsent(peer, unused -> new HashSet<>(2)).add(sa);
    }

    private static void remove(Map<Identification, Set<IkeSa>> map, Identification peer, IkeSa sa) {
        map.computeIfPresent(peer, (unused, all) -> {
            all.remove(sa);
            return all.isEmpty() ? null : all;
        });
    }
}
