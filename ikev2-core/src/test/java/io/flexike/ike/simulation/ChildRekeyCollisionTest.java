package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.NonEspMarker;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A Child SA is rekeyed, and something else happens to it at any moment (RFC 7296 2.8.1, 2.25.1). */
class ChildRekeyCollisionTest {
    private static final int EXCHANGE_OFFSET = 18;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_end_rekeys(boolean oneInitiated) {
        // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->
        //                                       <--  HDR, SK {SA, Nr, TSi, TSr}
        // HDR, SK {D}  -->
        //                                       <--  HDR, SK {D}
        Collision.of(oneInitiated).one(Act.REKEY_CHILD).everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_first_group_is_not_taken(boolean oneInitiated) {
        // HDR, SK {N(REKEY_SA), SA, Ni, KEi, TSi, TSr}  -->
        //                                       <--  HDR, SK {N(INVALID_KE_PAYLOAD)}
        // HDR, SK {N(REKEY_SA), SA, Ni, KEi, TSi, TSr}  -->
        //                                       <--  HDR, SK {SA, Nr, KEr, TSi, TSr}
        Collision.of(oneInitiated, CollidingEnds::withForwardSecrecy)
                .one(Act.REKEY_CHILD)
                .everything()
                .hasSeen(NotifyType.INVALID_KE_PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void its_soft_lifetime_ends_while_the_delete_is_awaited(boolean oneInitiated) {
        // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->
        //                                       <--  HDR, SK {SA, Nr, TSi, TSr}
        // <soft expiry on either end>  HDR, SK {D}  -->
        Collision.of(oneInitiated)
                .one(Act.REKEY_CHILD)
                .laterOne(Act.SOFT_EXPIRY)
                .laterOther(Act.SOFT_EXPIRY)
                .everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void its_hard_lifetime_ends_on_the_end_that_rekeys(boolean oneInitiated) {
        // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->    <hard expiry>
        // HDR, SK {D}  -->
        Collision.of(oneInitiated)
                .one(Act.REKEY_CHILD)
                .laterOne(Act.HARD_EXPIRY)
                .endsWithChildren(0, 1)
                .everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void its_hard_lifetime_ends_on_the_end_that_answers(boolean oneInitiated) {
        // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->    <--  HDR, SK {SA, Nr, TSi, TSr}
        //                                <hard expiry>    <--  HDR, SK {D}
        Collision.of(oneInitiated)
                .one(Act.REKEY_CHILD)
                .laterOther(Act.HARD_EXPIRY)
                .endsWithChildren(0, 1)
                .everything();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void the_new_one_is_deleted_before_the_old_one(boolean oneInitiated, boolean byOne) {
        // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->
        //                                       <--  HDR, SK {SA, Nr, TSi, TSr}
        // HDR, SK {D(new)}  -->   or            <--  HDR, SK {D(new)}
        Collision rekeying = Collision.of(oneInitiated).one(Act.REKEY_CHILD);
        (byOne ? rekeying.laterOne(Act.DELETE_NEWEST_CHILD) : rekeying.laterOther(Act.DELETE_NEWEST_CHILD))
                .endsWithChildren(0, 1)
                .everything();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void the_new_one_is_rekeyed_in_turn(boolean oneInitiated, boolean byOne) {
        // HDR, SK {N(REKEY_SA(old)), SA, Ni, TSi, TSr}  -->
        //                                       <--  HDR, SK {SA, Nr, TSi, TSr}, which may be lost
        // HDR, SK {N(REKEY_SA(new)), SA, Ni, TSi, TSr}  -->   or
        //                                       <--  HDR, SK {N(REKEY_SA(new)), SA, Ni, TSi, TSr}
        Collision rekeying = Collision.of(oneInitiated).one(Act.REKEY_CHILD);
        (byOne ? rekeying.laterOne(Act.REKEY_NEWEST_CHILD) : rekeying.laterOther(Act.REKEY_NEWEST_CHILD)).everything();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void it_is_deleted(boolean oneInitiated, boolean byOne) {
        // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->
        //                                       <--  HDR, SK {D(old)}
        //                                       <--  HDR, SK {N(TEMPORARY_FAILURE)} or HDR, SK {N(CHILD_SA_NOT_FOUND)}
        Collision rekeying = Collision.of(oneInitiated).one(Act.REKEY_CHILD).endsWithChildren(0);
        if (byOne) {
            rekeying.laterOne(Act.DELETE_CHILD).everything();
        } else {
            rekeying.laterOther(Act.DELETE_CHILD)
                    .everything()
                    .hasSeen(NotifyType.TEMPORARY_FAILURE, NotifyType.CHILD_SA_NOT_FOUND);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void both_rekey_it_whichever_nonce_is_the_lowest(int lowest) {
        // HDR, SK {N(REKEY_SA), SA, Ni1, TSi, TSr}  -->
        //                                       <--  HDR, SK {N(REKEY_SA), SA, Ni2, TSi, TSr}
        // HDR, SK {SA, Nr2, TSi, TSr}  -->      <--  HDR, SK {SA, Nr1, TSi, TSr}
        // the end that made the one with the lowest nonce deletes that; the other end deletes the old one
        Collision.of(true, CollidingEnds.withLowestNonce(Act.REKEY_CHILD, lowest))
                .one(Act.REKEY_CHILD)
                .other(Act.REKEY_CHILD)
                .everything();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_rekey_it_and_a_late_request_hides_the_collision(boolean oneInitiated) {
        // HDR, SK {N(REKEY_SA), SA, Ni1, TSi, TSr}  -->  (late)
        //                                       <--  HDR, SK {N(REKEY_SA), SA, Ni2, TSi, TSr}
        // HDR, SK {SA, Nr2, TSi, TSr}  -->      <--  HDR, SK {D}    --> (the late one)
        //                                       <--  HDR, SK {N(TEMPORARY_FAILURE)} or HDR, SK {N(CHILD_SA_NOT_FOUND)}
        Collision.of(oneInitiated)
                .one(Act.REKEY_CHILD)
                .laterOther(Act.REKEY_CHILD)
                .everything()
                .hasSeen(NotifyType.TEMPORARY_FAILURE, NotifyType.CHILD_SA_NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "2, true", "3, true", "0, false", "1, false", "2, false", "3, false"})
    void both_rekey_it_and_the_new_one_is_deleted(int lowest, boolean byOne) {
        Collision rekeying = Collision.of(true, CollidingEnds.withLowestNonce(Act.REKEY_CHILD, lowest))
                .one(Act.REKEY_CHILD)
                .other(Act.REKEY_CHILD)
                .endsWithChildren(0, 1);
        (byOne ? rekeying.laterOne(Act.DELETE_NEWEST_CHILD) : rekeying.laterOther(Act.DELETE_NEWEST_CHILD))
                .everything();
    }

    @Test
    void both_rekey_it_with_groups_that_the_other_does_not_take() {
        // HDR, SK {N(REKEY_SA), SA, Ni1, KEi1, TSi, TSr}  -->
        //                                       <--  HDR, SK {N(REKEY_SA), SA, Ni2, KEi2, TSi, TSr}
        // HDR, SK {N(INVALID_KE_PAYLOAD)}  -->  <--  HDR, SK {N(INVALID_KE_PAYLOAD)}
        // and once more with the group that both take, one of them perhaps late
        Collision.of(true, CollidingEnds::withForwardSecrecy)
                .one(Act.REKEY_CHILD)
                .other(Act.REKEY_CHILD)
                .everything()
                .hasSeen(NotifyType.INVALID_KE_PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_other_end_has_lost_it(boolean oneInitiated) {
        Pair pair = Pair.of(1, Pair.Algorithms.QUICK).initiate().comesUp();
        SimulatedEndpoint one = oneInitiated ? pair.alice : pair.bob;
        ChildSaSnapshot old = one.sessions().get(0).children().get(0);
        rekeyedIsUnknown(pair, one);
        // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->
        //                                       <--  HDR, SK {N(CHILD_SA_NOT_FOUND)}
        // HDR, SK {SA, Ni, TSi, TSr}  -->
        //                                       <--  HDR, SK {SA, Nr, TSi, TSr}
        Act.REKEY_CHILD.by(one);
        pair.simulation.run(Duration.ofSeconds(10));
        assertThat(one.events(IkeEvent.ChildSaClosed.class))
                .as(pair::story)
                .singleElement()
                .extracting(IkeEvent.ChildSaClosed::child)
                .isEqualTo(old);
        assertThat(one.sessions().get(0).children())
                .as(pair::story)
                .singleElement()
                .isNotEqualTo(old);
        // here the other end only behaves as if it had lost it: it sends through the old one until the new one is used
        pingFrom(pair, oneInitiated);
        pingFrom(pair, !oneInitiated);
        assertThat(pair.simulation.tunnels().withFate(TunnelPassage.Fate.DELIVERED))
                .as(pair::story)
                .hasSize(2);
    }

    private static void pingFrom(Pair pair, boolean alice) {
        if (alice) {
            pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
        } else {
            pair.bob.ping(Pair.INSIDE_BOB, Pair.INSIDE_ALICE);
        }
        pair.simulation.run(Duration.ofSeconds(1));
    }

    /** The next request of that end to rekey names an SPI that the other end has never had. */
    static void rekeyedIsUnknown(Pair pair, SimulatedEndpoint one) {
        AtomicBoolean done = new AtomicBoolean();
        pair.simulation.network().dropIf(packet -> {
            boolean request = packet.source().getAddress().equals(one.address())
                    && NonEspMarker.isPresent(packet.octets())
                    && packet.octets()[4 + EXCHANGE_OFFSET] == ExchangeType.CREATE_CHILD_SA.value();
            if (!request || done.getAndSet(true)) {
                return false;
            }
            SealedContent sealed = new SealedContent(
                    NonEspMarker.remove(packet.octets()), one.keyLog().get(0));
            RawPayloads payloads = sealed.payloads();
            byte[] rekey = payloads.list().get(0).body();
            rekey[rekey.length - 1] ^= 1;
            byte[] forged = sealed.with(payloads.encode(), payloads.first(), -1);
            pair.simulation.network().inject(packet.withOctets(NonEspMarker.prepend(forged)));
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_delete_of_the_old_one_is_never_answered(boolean oneInitiated) {
        Pair pair = Pair.of(1, Pair.Algorithms.QUICK).initiate().comesUp();
        SimulatedEndpoint one = oneInitiated ? pair.alice : pair.bob;
        pair.simulation
                .network()
                .dropIf(packet -> packet.source().getAddress().equals(one.address())
                        && NonEspMarker.isPresent(packet.octets())
                        && packet.octets()[4 + EXCHANGE_OFFSET] == ExchangeType.INFORMATIONAL.value());
        // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->
        //                                       <--  HDR, SK {SA, Nr, TSi, TSr}
        // HDR, SK {D}  -->  (lost, again and again)
        Act.REKEY_CHILD.by(one);
        pair.simulation.run(Duration.ofSeconds(20));
        pingFrom(pair, true);
        pingFrom(pair, false);
        assertThat(pair.simulation.tunnels().withFate(TunnelPassage.Fate.DELIVERED))
                .as(pair::story)
                .hasSize(2);
        assertThat(pair.simulation.runUntil(pair::isGone, Duration.ofHours(1)))
                .as(pair::story)
                .isTrue();
        assertThat(one.events(IkeEvent.IkeSaClosed.class).get(0).reason().kind())
                .isEqualTo(CloseReason.Kind.NO_RESPONSE);
        assertThat(pair.alice.dataPlane().installed()).isEmpty();
        assertThat(pair.bob.dataPlane().installed()).isEmpty();
    }
}
