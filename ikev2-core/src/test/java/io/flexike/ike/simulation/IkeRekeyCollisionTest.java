package io.flexike.ike.simulation;

import io.flexike.ike.error.NotifyType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An IKE SA is rekeyed, and something else happens to it or in it at any moment (RFC 7296 2.8.2, 2.25.2). */
class IkeRekeyCollisionTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_end_rekeys(boolean oneInitiated) {
        // HDR, SK {SA, Ni, KEi}  -->
        //                                       <--  HDR, SK {SA, Nr, KEr}
        // HDR, SK {D}  -->
        //                                       <--  HDR, SK {}
        Collision.of(oneInitiated).one(Act.REKEY_IKE).everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_group_of_before_is_not_taken(boolean oneInitiated) {
        // HDR, SK {SA, Ni, KEi}  -->
        //                                       <--  HDR, SK {N(INVALID_KE_PAYLOAD)}
        // HDR, SK {SA, Ni, KEi}  -->
        //                                       <--  HDR, SK {SA, Nr, KEr}
        Collision.of(oneInitiated, () -> CollidingEnds.withGroupThatIsGone(oneInitiated))
                .one(Act.REKEY_IKE)
                .everything()
                .hasSeen(NotifyType.INVALID_KE_PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void both_rekey_it_whichever_nonce_is_the_lowest(int lowest) {
        // HDR, SK {SA, Ni1, KEi1}  -->          <--  HDR, SK {SA, Ni2, KEi2}
        // HDR, SK {SA, Nr2, KEr2}  -->          <--  HDR, SK {SA, Nr1, KEr1}
        // the end that made the one with the lowest nonce deletes that; the other end deletes the old one
        Collision.of(true, CollidingEnds.withLowestNonce(Act.REKEY_IKE, lowest))
                .one(Act.REKEY_IKE)
                .other(Act.REKEY_IKE)
                .everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_rekey_it_and_a_late_or_lost_request_hides_the_collision(boolean oneInitiated) {
        // HDR, SK {SA, Ni1, KEi1}  -->  (late, or lost and sent again)
        //                                       <--  HDR, SK {SA, Ni2, KEi2}
        // HDR, SK {SA, Nr2, KEr2}  -->          <--  HDR, SK {D}    --> (the late one)
        Collision.of(oneInitiated).one(Act.REKEY_IKE).laterOther(Act.REKEY_IKE).everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_rekey_it_and_the_group_of_before_is_not_taken_from_one(boolean oneInitiated) {
        // HDR, SK {SA, Ni1, KEi1}  -->                        <--  HDR, SK {SA, Ni2, KEi2}
        // HDR, SK {SA, Nr2, KEr2}  -->                        <--  HDR, SK {N(INVALID_KE_PAYLOAD)}
        Collision.of(oneInitiated, () -> CollidingEnds.withGroupThatIsGone(oneInitiated))
                .one(Act.REKEY_IKE)
                .other(Act.REKEY_IKE)
                .everything()
                .hasSeen(NotifyType.INVALID_KE_PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_child_sa_is_rekeyed(boolean oneInitiated) {
        // HDR, SK {SA, Ni1, KEi1}  -->          <--  HDR, SK {N(REKEY_SA), SA, Ni2, TSi, TSr}
        // HDR, SK {N(TEMPORARY_FAILURE)}  -->   <--  HDR, SK {N(TEMPORARY_FAILURE)}
        Collision.of(oneInitiated)
                .one(Act.REKEY_IKE)
                .other(Act.REKEY_CHILD)
                .everything()
                .hasSeen(NotifyType.TEMPORARY_FAILURE);
    }

    @ParameterizedTest
    @CsvSource({"true, REKEY_CHILD", "false, REKEY_CHILD", "true, REKEY_IKE", "false, REKEY_IKE"})
    void everything_is_rekeyed_by_both(boolean oneInitiated, Act later) {
        Collision.of(oneInitiated)
                .one(Act.REKEY_IKE)
                .one(Act.REKEY_CHILD)
                .other(Act.REKEY_CHILD)
                .laterOther(later)
                .everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_child_sa_is_created(boolean oneInitiated) {
        // HDR, SK {SA, Ni1, KEi1}  -->          <--  HDR, SK {SA, Ni2, TSi, TSr}
        // HDR, SK {N(TEMPORARY_FAILURE)}  -->   <--  HDR, SK {N(TEMPORARY_FAILURE)}
        Collision.of(oneInitiated)
                .one(Act.REKEY_IKE)
                .other(Act.CREATE_CHILD)
                .endsWithChildren(2)
                .everything()
                .hasSeen(NotifyType.TEMPORARY_FAILURE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_child_sa_is_deleted(boolean oneInitiated) {
        // HDR, SK {SA, Ni, KEi}  -->            <--  HDR, SK {D}
        // HDR, SK {D}  -->                      <--  HDR, SK {N(TEMPORARY_FAILURE)}
        Collision.of(oneInitiated)
                .one(Act.REKEY_IKE)
                .other(Act.DELETE_CHILD)
                .endsWithChildren(0)
                .everything()
                .hasSeen(NotifyType.TEMPORARY_FAILURE);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void it_is_deleted(boolean oneInitiated, boolean byOne) {
        // HDR, SK {SA, Ni, KEi}  -->            <--  HDR, SK {D}
        // HDR, SK {}  -->                       <--  HDR, SK {N(TEMPORARY_FAILURE)}
        Collision rekeying = Collision.of(oneInitiated).one(Act.REKEY_IKE).endsWithoutIkeSa();
        (byOne ? rekeying.laterOne(Act.DELETE_IKE) : rekeying.laterOther(Act.DELETE_IKE)).everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_rekey_it_and_it_is_deleted(boolean oneInitiated) {
        Collision.of(oneInitiated)
                .one(Act.REKEY_IKE)
                .other(Act.REKEY_IKE)
                .laterOne(Act.DELETE_IKE)
                .endsWithoutIkeSa()
                .withLosses();
    }
}
