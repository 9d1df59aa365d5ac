package io.flexike.ike.simulation;

import io.flexike.ike.error.NotifyType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Something is deleted or created, and the other end does something else to it (RFC 7296 1.4.1, 2.25). */
class DeletionCollisionTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_delete_the_child_sa(boolean oneInitiated) {
        // HDR, SK {D}  -->                      <--  HDR, SK {D}
        // HDR, SK {}  -->                       <--  HDR, SK {}
        Collision.of(oneInitiated)
                .one(Act.DELETE_CHILD)
                .other(Act.DELETE_CHILD)
                .endsWithChildren(0)
                .everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_child_sa_is_deleted_and_rekeyed(boolean oneInitiated) {
        // HDR, SK {D}  -->                      <--  HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}
        // HDR, SK {N(TEMPORARY_FAILURE)}  -->   <--  HDR, SK {D}
        Collision.of(oneInitiated)
                .one(Act.DELETE_CHILD)
                .other(Act.REKEY_CHILD)
                .endsWithChildren(0)
                .everything()
                .hasSeen(NotifyType.TEMPORARY_FAILURE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_child_sa_and_its_ike_sa_are_deleted(boolean oneInitiated) {
        // HDR, SK {D(Child SA)}  -->            <--  HDR, SK {D(IKE SA)}
        Collision.of(oneInitiated)
                .one(Act.DELETE_CHILD)
                .other(Act.DELETE_IKE)
                .endsWithoutIkeSa()
                .everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_child_sa_is_rekeyed_and_its_ike_sa_deleted(boolean oneInitiated) {
        // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->    <--  HDR, SK {D(IKE SA)}
        Collision.of(oneInitiated)
                .one(Act.REKEY_CHILD)
                .other(Act.DELETE_IKE)
                .endsWithoutIkeSa()
                .everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_delete_the_ike_sa(boolean oneInitiated) {
        // HDR, SK {D}  -->                      <--  HDR, SK {D}
        // HDR, SK {}  -->                       <--  HDR, SK {}
        Collision.of(oneInitiated)
                .one(Act.DELETE_IKE)
                .other(Act.DELETE_IKE)
                .endsWithoutIkeSa()
                .everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_create_the_same_child_sa(boolean oneInitiated) {
        // HDR, SK {SA, Ni, TSi, TSr}  -->       <--  HDR, SK {SA, Ni, TSi, TSr}
        // HDR, SK {SA, Nr, TSi, TSr}  -->       <--  HDR, SK {SA, Nr, TSi, TSr}
        Collision.of(oneInitiated)
                .one(Act.CREATE_CHILD)
                .other(Act.CREATE_CHILD)
                .endsWithChildren(3)
                .everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_end_creates_the_same_child_sa_twice(boolean oneInitiated) {
        // HDR, SK {SA, Ni, TSi, TSr}  -->  HDR, SK {SA, Ni, TSi, TSr}  -->
        Collision.of(oneInitiated)
                .one(Act.CREATE_CHILD)
                .one(Act.CREATE_CHILD)
                .endsWithChildren(3)
                .everything();
    }
}
