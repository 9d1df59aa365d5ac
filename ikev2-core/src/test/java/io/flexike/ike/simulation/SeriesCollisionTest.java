package io.flexike.ike.simulation;

import io.flexike.ike.error.NotifyType;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Something is rekeyed with additional key exchanges, and something else happens at any moment. CREATE_CHILD_SA and the
 * IKE_FOLLOWUP_KE that belong to it count as one exchange (RFC 9370 2.2.4, RFC 7296 2.8, 2.25).
 */
class SeriesCollisionTest {
    private static Collision inSeries(boolean oneInitiated) {
        return Collision.of(oneInitiated, () -> Pair.of(1, Pair.Algorithms.IN_SERIES));
    }

    @ParameterizedTest
    @CsvSource({"true, REKEY_CHILD", "false, REKEY_CHILD", "true, REKEY_IKE", "false, REKEY_IKE"})
    void one_end_rekeys(boolean oneInitiated, Act rekeying) {
        // HDR, SK {[N(REKEY_SA),] SA, Ni, KEi(0) [, TSi, TSr]}  -->
        //                            <--  HDR, SK {SA, Nr, KEr(0) [, TSi, TSr], N(ADDITIONAL_KEY_EXCHANGE)}
        // HDR, SK {KEi(1), N(ADDITIONAL_KEY_EXCHANGE)}  -->
        //                            <--  HDR, SK {KEr(1)}
        // HDR, SK {D}  -->           <--  HDR, SK {D} or HDR, SK {}
        inSeries(oneInitiated).one(rekeying).everything().hasSeen(NotifyType.ADDITIONAL_KEY_EXCHANGE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_first_group_is_not_taken(boolean oneInitiated) {
        // HDR, SK {N(REKEY_SA), SA, Ni, KEi, TSi, TSr}  -->   <--  HDR, SK {N(INVALID_KE_PAYLOAD)}
        // and once more with the other group, and then the additional key exchange
        Collision.of(oneInitiated, CollidingEnds::inSeriesWithForwardSecrecy)
                .one(Act.REKEY_CHILD)
                .everything()
                .hasSeen(NotifyType.INVALID_KE_PAYLOAD, NotifyType.ADDITIONAL_KEY_EXCHANGE);
    }

    @Test
    void both_rekey_with_groups_that_the_other_does_not_take() {
        Collision.of(true, CollidingEnds::inSeriesWithForwardSecrecy)
                .one(Act.REKEY_CHILD)
                .other(Act.REKEY_CHILD)
                .everything()
                .hasSeen(NotifyType.INVALID_KE_PAYLOAD, NotifyType.ADDITIONAL_KEY_EXCHANGE);
    }

    @ParameterizedTest
    @CsvSource({
        "REKEY_CHILD, 0", "REKEY_CHILD, 1", "REKEY_CHILD, 2", "REKEY_CHILD, 3",
        "REKEY_IKE, 0", "REKEY_IKE, 1", "REKEY_IKE, 2", "REKEY_IKE, 3"
    })
    void both_rekey_whichever_nonce_is_the_lowest(Act rekeying, int lowest) {
        // HDR, SK {.. Ni1, KEi1(0) ..}  -->             <--  HDR, SK {.. Ni2, KEi2(0) ..}
        // HDR, SK {.. Nr2, KEr2(0) .., N}  -->          <--  HDR, SK {.. Nr1, KEr1(0) .., N}
        // the end whose exchange has the lowest nonce begins no IKE_FOLLOWUP_KE; there is nothing to be deleted
        Collision.of(true, CollidingEnds.inSeriesWithLowestNonce(rekeying, lowest))
                .one(rekeying)
                .other(rekeying)
                .inEveryOrder()
                .hasNotSeen(NotifyType.STATE_NOT_FOUND)
                .withLosses();
    }

    @ParameterizedTest
    @CsvSource({
        "REKEY_CHILD, 0, true", "REKEY_CHILD, 1, true", "REKEY_CHILD, 2, true", "REKEY_CHILD, 3, true",
        "REKEY_CHILD, 0, false", "REKEY_CHILD, 1, false", "REKEY_CHILD, 2, false", "REKEY_CHILD, 3, false",
        "REKEY_IKE, 0, true", "REKEY_IKE, 1, true", "REKEY_IKE, 2, true", "REKEY_IKE, 3, true",
        "REKEY_IKE, 0, false", "REKEY_IKE, 1, false", "REKEY_IKE, 2, false", "REKEY_IKE, 3, false"
    })
    void both_rekey_one_with_and_one_without(Act rekeying, int lowest, boolean initiatorInSeries) {
        // what loses is deleted by the end that made it, if it was made without an additional key exchange
        Collision.of(true, CollidingEnds.oneInSeriesWithLowestNonce(rekeying, lowest, initiatorInSeries))
                .one(rekeying)
                .other(rekeying)
                .everything()
                .hasSeen(NotifyType.ADDITIONAL_KEY_EXCHANGE);
    }

    @ParameterizedTest
    @CsvSource({"true, REKEY_CHILD", "false, REKEY_CHILD", "true, REKEY_IKE", "false, REKEY_IKE"})
    void both_rekey_and_a_late_request_hides_the_collision(boolean oneInitiated, Act rekeying) {
        // HDR, SK {.. Ni1 ..}  -->  (late)              <--  HDR, SK {.. Ni2 ..}
        // HDR, SK {.. Nr2 .., N}  -->                   <--  HDR, SK {KEi(1), N}    --> (the late one)
        //                                               <--  HDR, SK {N(TEMPORARY_FAILURE)}
        inSeries(oneInitiated)
                .one(rekeying)
                .laterOther(rekeying)
                .inEveryOrder()
                .hasSeen(NotifyType.TEMPORARY_FAILURE)
                .hasNotSeen(NotifyType.STATE_NOT_FOUND)
                .withLosses();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void the_child_sa_is_rekeyed_and_deleted(boolean oneInitiated, boolean byOne) {
        Collision rekeying = inSeries(oneInitiated).one(Act.REKEY_CHILD).endsWithChildren(0);
        if (byOne) {
            rekeying.laterOne(Act.DELETE_CHILD).everything();
        } else {
            // HDR, SK {KEi(1), N(ADDITIONAL_KEY_EXCHANGE)}  -->   <--  HDR, SK {D(old)}
            //                                                     <--  HDR, SK {N(STATE_NOT_FOUND)}
            rekeying.laterOther(Act.DELETE_CHILD).everything().hasSeen(NotifyType.STATE_NOT_FOUND);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void the_newest_child_sa_is_deleted(boolean oneInitiated, boolean byOne) {
        Collision rekeying = inSeries(oneInitiated).one(Act.REKEY_CHILD).endsWithChildren(0, 1);
        (byOne ? rekeying.laterOne(Act.DELETE_NEWEST_CHILD) : rekeying.laterOther(Act.DELETE_NEWEST_CHILD))
                .everything();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void the_lifetime_of_the_old_one_ends(boolean oneInitiated, boolean ofOne) {
        Collision rekeying = inSeries(oneInitiated).one(Act.REKEY_CHILD).endsWithChildren(0, 1);
        (ofOne ? rekeying.laterOne(Act.HARD_EXPIRY) : rekeying.laterOther(Act.HARD_EXPIRY)).everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void its_soft_lifetime_ends_on_both(boolean oneInitiated) {
        inSeries(oneInitiated)
                .one(Act.REKEY_CHILD)
                .laterOne(Act.SOFT_EXPIRY)
                .laterOther(Act.SOFT_EXPIRY)
                .everything();
    }

    @ParameterizedTest
    @CsvSource({"true, 0", "true, 2", "false, 0", "false, 2"})
    void both_rekey_the_child_sa_and_it_is_deleted(boolean byOne, int lowest) {
        Supplier<Pair> pair = CollidingEnds.inSeriesWithLowestNonce(Act.REKEY_CHILD, lowest);
        Collision rekeying = Collision.of(true, pair)
                .one(Act.REKEY_CHILD)
                .other(Act.REKEY_CHILD)
                .endsWithChildren(0);
        (byOne ? rekeying.laterOne(Act.DELETE_CHILD) : rekeying.laterOther(Act.DELETE_CHILD)).everything();
    }

    @ParameterizedTest
    @CsvSource({
        "true, REKEY_CHILD, 1", "false, REKEY_CHILD, 1",
        "true, CREATE_CHILD, 2", "false, CREATE_CHILD, 2",
        "true, DELETE_CHILD, 0", "false, DELETE_CHILD, 0"
    })
    void the_ike_sa_is_rekeyed_and_something_done_to_a_child_sa(boolean oneInitiated, Act ofOther, int children) {
        // HDR, SK {SA, Ni1, KEi1(0)}  -->               <--  HDR, SK {..}
        // HDR, SK {N(TEMPORARY_FAILURE)}  -->           <--  HDR, SK {N(TEMPORARY_FAILURE)}
        inSeries(oneInitiated)
                .one(Act.REKEY_IKE)
                .other(ofOther)
                .endsWithChildren(children)
                .everything()
                .hasSeen(NotifyType.TEMPORARY_FAILURE);
        inSeries(oneInitiated)
                .one(Act.REKEY_IKE)
                .laterOther(ofOther)
                .endsWithChildren(children)
                .everything();
    }

    @ParameterizedTest
    @CsvSource({"true, REKEY_CHILD", "false, REKEY_CHILD", "true, REKEY_IKE", "false, REKEY_IKE"})
    void everything_is_rekeyed_by_both(boolean oneInitiated, Act later) {
        inSeries(oneInitiated)
                .one(Act.REKEY_IKE)
                .one(Act.REKEY_CHILD)
                .other(Act.REKEY_CHILD)
                .laterOther(later)
                .everything();
    }

    @ParameterizedTest
    @CsvSource({
        "REKEY_IKE, true, true", "REKEY_IKE, true, false", "REKEY_IKE, false, true", "REKEY_IKE, false, false",
        "REKEY_CHILD, true, true", "REKEY_CHILD, true, false", "REKEY_CHILD, false, true", "REKEY_CHILD, false, false"
    })
    void the_ike_sa_is_deleted(Act begun, boolean oneInitiated, boolean byOne) {
        Collision rekeying = inSeries(oneInitiated).one(begun).endsWithoutIkeSa();
        (byOne ? rekeying.laterOne(Act.DELETE_IKE) : rekeying.laterOther(Act.DELETE_IKE)).everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_create_a_child_sa(boolean oneInitiated) {
        inSeries(oneInitiated)
                .one(Act.CREATE_CHILD)
                .other(Act.CREATE_CHILD)
                .endsWithChildren(3)
                .everything();
    }
}
