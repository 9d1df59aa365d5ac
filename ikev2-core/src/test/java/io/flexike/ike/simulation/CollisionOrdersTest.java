package io.flexike.ike.simulation;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One end of a live tunnel does something and the other something else at any moment, in every order of delivery. */
class CollisionOrdersTest {
    private static final List<Act> ALL =
            List.of(Act.PROBE, Act.REKEY_CHILD, Act.REKEY_IKE, Act.CREATE_CHILD, Act.DELETE_CHILD, Act.DELETE_IKE);

    static Stream<Arguments> pairs() {
        return ALL.stream()
                .flatMap(one -> ALL.stream()
                        .flatMap(other ->
                                Stream.of(true, false).map(oneInitiated -> Arguments.of(one, other, oneInitiated))));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void nothing_is_lost_and_both_agree(Act one, Act other, boolean oneInitiated) {
        expecting(Collision.of(oneInitiated).one(one).laterOther(other), List.of(one, other))
                .everything();
    }

    /** Of those pairs, the ones in which additional key exchanges begin. */
    static Stream<Arguments> pairsInSeries() {
        List<Act> series = List.of(Act.REKEY_CHILD, Act.REKEY_IKE, Act.CREATE_CHILD);
        return pairs().filter(pair -> Stream.of(pair.get()).anyMatch(series::contains));
    }

    @ParameterizedTest
    @MethodSource("pairsInSeries")
    void nothing_is_lost_with_additional_key_exchanges(Act one, Act other, boolean oneInitiated) {
        Collision collision = Collision.of(oneInitiated, () -> Pair.of(1, Pair.Algorithms.IN_SERIES));
        expecting(collision.one(one).laterOther(other), List.of(one, other)).withLosses();
    }

    private static Collision expecting(Collision collision, List<Act> acts) {
        if (acts.contains(Act.DELETE_IKE)) {
            return collision.endsWithoutIkeSa();
        }
        int created = (int) acts.stream().filter(Act.CREATE_CHILD::equals).count();
        int deleted = (int) acts.stream().filter(Act.DELETE_CHILD::equals).count();
        // two that delete mean the same one
        return collision.endsWithChildren(Math.max(0, 1 + created - deleted));
    }
}
