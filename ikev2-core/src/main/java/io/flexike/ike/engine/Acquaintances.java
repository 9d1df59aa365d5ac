package io.flexike.ike.engine;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.task.IkeSa;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Which IKE SAs there are with whom, for INITIAL_CONTACT (RFC 7296 2.4).
 *
 * <p>A whole company may have one identity: no question that every handshake or every end of an IKE SA asks looks at
 * all who have it.
 */
final class Acquaintances {
    /** Our choice: so many IKE SAs are one person's; of more than that, the newest stand for all. */
    static final int MOST_LOOKED_AT = 64;

    private static final Comparator<IkeSa> BY_AGE =
            Comparator.comparing(IkeSa::establishedAt).thenComparing(IkeSa::localSpi);

    private final Map<Person, NavigableSet<IkeSa>> byPerson = new HashMap<>();
    /** Those of {@link #byPerson} that wait for another one to end or to be replaced. */
    private final Map<Person, NavigableSet<IkeSa>> waiting = new HashMap<>();
    /** Where IDi says an identity that something else has proved, or nothing. */
    private final Map<Identification, Set<IkeSa>> byClaimedIdentity = new HashMap<>();

    private final Map<Identification, Set<IkeSa>> byExpectedIdentity = new HashMap<>();

    /**
     * Who has proved to be the same. An identity in IDi that EAP has not authenticated says nothing of others, nor does
     * one for which there is no proof at all (RFC 7296 2.16, RFC 7619 2.3).
     */
    private record Person(Identification identity, Optional<String> user) {
        static Optional<Person> of(IkeSa sa) {
            return sa.peer()
                    .identity()
                    .filter(unused -> !sa.peer().isAnonymous())
                    .map(identity -> new Person(identity, sa.peer().eapIdentity()));
        }
    }

    /** An IKE SA that we initiate. */
    void expecting(IkeSa sa) {
        expected(sa).ifPresent(peer -> add(byExpectedIdentity, peer, sa, Acquaintances::few));
    }

    /** An IKE SA whose peer has proved who it is. */
    void proven(IkeSa sa) {
        Person.of(sa).ifPresent(person -> {
            add(byPerson, person, sa, Acquaintances::ordered);
            if (sa.children().areWaiting()) {
                add(waiting, person, sa, Acquaintances::ordered);
            }
        });
        if (isOnlyClaimed(sa)) {
            add(byClaimedIdentity, sa.requiredRemoteIdentity(), sa, Acquaintances::few);
        }
    }

    void forget(IkeSa sa) {
        expected(sa).ifPresent(peer -> remove(byExpectedIdentity, peer, sa));
        Person.of(sa).ifPresent(person -> {
            remove(byPerson, person, sa);
            remove(waiting, person, sa);
        });
        sa.peer().identity().ifPresent(peer -> remove(byClaimedIdentity, peer, sa));
    }

    private static boolean isOnlyClaimed(IkeSa sa) {
        return sa.peer().isAnonymous() || sa.peer().eapIdentity().isPresent();
    }

    int size() {
        return sizes(byClaimedIdentity.values().stream())
                + sizes(byExpectedIdentity.values().stream())
                + sizes(byPerson.entrySet().stream()
                        .filter(each -> each.getKey().user().isEmpty())
                        .map(Map.Entry::getValue));
    }

    private static int sizes(Stream<? extends Collection<IkeSa>> all) {
        return all.mapToInt(Collection::size).sum();
    }

    /** Without an expected identity nobody knows whether there is another one: no. */
    boolean isOnlyOneExpecting(IkeSa sa) {
        return expected(sa)
                .map(peer -> byExpectedIdentity.getOrDefault(peer, Set.of()).equals(Set.of(sa))
                        && !byPerson.containsKey(new Person(peer, Optional.empty()))
                        && !byClaimedIdentity.containsKey(peer))
                .orElse(false);
    }

    /**
     * The IKE SAs that the peer has forgotten when it says in this one that it has no other: those that were
     * established before this one began. What came up meanwhile, because both sides connected at once, it knows.
     */
    List<Long> olderWithPeerOf(IkeSa sa) {
        Instant limit = sa.since();
        return known(byPerson, sa).stream()
                .takeWhile(other -> !other.establishedAt().isAfter(limit))
                .filter(other -> other != sa)
                .map(IkeSa::localSpi)
                .sorted()
                .toList();
    }

    /** SPIs on our side, in order, of others whose peer has proved the same identity to the same one of ours. */
    List<Long> othersWithPeerOf(IkeSa sa) {
        return known(byPerson, sa).stream()
                .filter(other -> isBetweenTheSame(sa, other))
                .map(IkeSa::localSpi)
                .sorted()
                .toList();
    }

    /** The same of those that wait, or have waited, for another one. */
    List<IkeSa> waitingWithPeerOf(IkeSa sa) {
        return known(waiting, sa).stream()
                .filter(other -> isBetweenTheSame(sa, other))
                .toList();
    }

    /** It has nothing to wait for any more. */
    void hasWaited(IkeSa sa) {
        Person.of(sa).ifPresent(person -> remove(waiting, person, sa));
    }

    /** The newest of the others whose peer has proved the same identity to the same one of ours. */
    Stream<IkeSa> newestWithPeerOf(IkeSa sa) {
        return known(byPerson, sa).descendingSet().stream()
                .limit(MOST_LOOKED_AT)
                .filter(other -> isBetweenTheSame(sa, other));
    }

    private static NavigableSet<IkeSa> known(Map<Person, NavigableSet<IkeSa>> map, IkeSa sa) {
        return Person.of(sa).map(map::get).orElseGet(Collections::emptyNavigableSet);
    }

    private static boolean isBetweenTheSame(IkeSa sa, IkeSa other) {
        return other != sa
                && sa.peer().profile().isPresent()
                && sa.requiredProfile()
                        .localIdentity()
                        .equals(other.requiredProfile().localIdentity());
    }

    private static Optional<Identification> expected(IkeSa sa) {
        return sa.initiator()
                ? sa.peer().profile().flatMap(PeerProfile::expectedRemote).map(Identity::toWire)
                : Optional.empty();
    }

    private static Set<IkeSa> few() {
        return new HashSet<>(2);
    }

    private static NavigableSet<IkeSa> ordered() {
        return new TreeSet<>(BY_AGE);
    }

    private static <K, S extends Set<IkeSa>> void add(Map<K, S> map, K peer, IkeSa sa, Supplier<S> none) {
        map.computeIfAbsent(peer, unused -> none.get()).add(sa);
    }

    private static <K, S extends Set<IkeSa>> void remove(Map<K, S> map, K peer, IkeSa sa) {
        map.computeIfPresent(peer, (unused, all) -> {
            all.remove(sa);
            return all.isEmpty() ? null : all;
        });
    }
}
