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
 * <p>A whole company may have one identity. What every handshake and every end of an IKE SA asks looks at few who have
 * it. At all of them look only {@link #othersWithPeerOf}, where there is to be one IKE SA for each, and
 * {@link #olderWithPeerOf}, where a peer says that it has no other.
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
     * Who has proved to be the same to the same identity of ours. An identity in IDi that EAP has not authenticated
     * says nothing of others, nor does one for which there is no proof at all (RFC 7296 2.16, RFC 7619 2.3).
     */
    private record Person(Identification identity, Optional<String> user, Optional<Identity> toWhomOfUs) {
        static Optional<Person> of(IkeSa sa) {
            return sa.peer()
                    .identity()
                    .filter(unused -> !sa.peer().isAnonymous())
                    .map(identity -> new Person(identity, sa.peer().eapIdentity(), ours(sa)));
        }

        private static Optional<Identity> ours(IkeSa sa) {
            return sa.peer().profile().map(PeerProfile::localIdentity);
        }
    }

    /** An IKE SA that we initiate. */
    void expecting(IkeSa sa) {
        expected(sa).ifPresent(peer -> add(byExpectedIdentity, peer, sa, Acquaintances::few));
    }

    /** An IKE SA whose peer has proved who it is. */
    void proven(IkeSa sa) {
        Person.of(sa).ifPresent(person -> add(byPerson, person, sa, Acquaintances::ordered));
        if (isOnlyClaimed(sa)) {
            add(byClaimedIdentity, sa.requiredRemoteIdentity(), sa, Acquaintances::few);
        }
    }

    /** One whose peer has proved who it is: whether it waits for another one may have changed. */
    void noteWaiting(IkeSa sa) {
        if (sa.children().areWaiting()) {
            Person.of(sa).ifPresent(person -> add(waiting, person, sa, Acquaintances::ordered));
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
                        && !byPerson.containsKey(new Person(peer, Optional.empty(), Person.ours(sa)))
                        && !byClaimedIdentity.containsKey(peer))
                .orElse(false);
    }

    /**
     * The IKE SAs that the peer has forgotten when it says in this one that it has no other between the same identities
     * (RFC 7296 2.4): those that were established before this one began. What came up meanwhile, because both sides
     * connected at once, it knows.
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
                .filter(other -> other != sa)
                .map(IkeSa::localSpi)
                .sorted()
                .toList();
    }

    /** The same of those that wait, or have waited, for another one. */
    List<IkeSa> waitingWithPeerOf(IkeSa sa) {
        return known(waiting, sa).stream().filter(other -> other != sa).toList();
    }

    /** It has nothing to wait for any more. */
    void hasWaited(IkeSa sa) {
        Person.of(sa).ifPresent(person -> remove(waiting, person, sa));
    }

    /** The newest of the others whose peer has proved the same identity to the same one of ours. */
    Stream<IkeSa> newestWithPeerOf(IkeSa sa) {
        return known(byPerson, sa).descendingSet().stream()
                .filter(other -> other != sa)
                .limit(MOST_LOOKED_AT);
    }

    private static NavigableSet<IkeSa> known(Map<Person, NavigableSet<IkeSa>> map, IkeSa sa) {
        return Person.of(sa).map(map::get).orElseGet(Collections::emptyNavigableSet);
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
