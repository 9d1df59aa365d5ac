package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who answers may send through the new Child SA at once, and its packets may overtake its answer (RFC 7296 2.8). */
class EarlyPacketScenarioTest {
    private static final NetworkConditions WITHOUT_ORDER = NetworkConditions.PERFECT
            .withDelay(Duration.ofMillis(10), Duration.ofMillis(30))
            .withReordering(0.5);

    private Pair pair;

    private void up(long seed) {
        pair = Pair.of(seed, Pair.Algorithms.QUICK).initiate().comesUp();
        pair.simulation.network().conditions(WITHOUT_ORDER);
    }

    /** A packet every millisecond in both directions, for a second after it was begun. */
    private void trafficWhile(Runnable begin) {
        begin.run();
        for (int i = 0; i < 1000; i++) {
            pair.alice.dataPlane().offer(pair.simulation.tunnels().next(Pair.INSIDE_ALICE, Pair.INSIDE_BOB));
            pair.bob.dataPlane().offer(pair.simulation.tunnels().next(Pair.INSIDE_BOB, Pair.INSIDE_ALICE));
            pair.simulation.run(Duration.ofMillis(1));
        }
        pair.simulation.run(Duration.ofSeconds(1));
    }

    /**
     * Of what went through the Child SAs that are there now; others may have gone while their packets were in flight.
     */
    private void assertNothingLost() {
        Set<Integer> present = new HashSet<>();
        List.of(pair.alice, pair.bob)
                .forEach(end -> end.dataPlane().installed().forEach(child -> present.add(child.outboundSpi())));
        assertThat(present).isNotEmpty();
        assertThat(pair.simulation.tunnels().lost())
                .as(pair::story)
                .noneMatch(passage -> present.contains(passage.outboundSpi()));
        assertThat(pair.simulation.tunnels().refused()).isEmpty();
        assertThat(pair.alice.dataPlane().expected()).isEmpty();
        assertThat(pair.bob.dataPlane().expected()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_new_authentication_loses_nothing(long seed) {
        up(seed);
        IkeSaSnapshot before = pair.alice.sessions().get(0);
        // HDR(IKE_SA_INIT), SAi1, KEi, Ni  -->  <--  HDR, SAr1, KEr, Nr
        // HDR, SK {IDi, AUTH, SAi2, TSi, TSr}  -->   <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr} after <-- ESP
        trafficWhile(() -> pair.alice.input(new IkeInput.Reauthenticate(before.localSpi())));
        assertThat(pair.alice.sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.localSpi()).isNotEqualTo(before.localSpi()));
        assertNothingLost();
    }

    /** Alice authenticates anew; how Bob has it when he has answered. */
    private int newSpiOfBob() {
        pair = Pair.of(1, Pair.Algorithms.QUICK).initiate().comesUp();
        int before = pair.bob.dataPlane().installed().get(0).inboundSpi();
        pair.alice.input(
                new IkeInput.Reauthenticate(pair.alice.sessions().get(0).localSpi()));
        pair.simulation.runUntil(() -> pair.bob.dataPlane().installed().size() == 2, Duration.ofSeconds(1));
        int after = pair.bob.dataPlane().installed().get(1).inboundSpi();
        assertThat(pair.bob.dataPlane().isSending(before)).isTrue();
        assertThat(pair.bob.dataPlane().isSending(after)).isFalse();
        assertThat(pair.bob.events(IkeEvent.ChildSaEstablished.class)).hasSize(1);
        return after;
    }

    @Test
    void who_answers_a_new_authentication_sends_through_the_new_child_sa_when_the_initiator_does() {
        int spi = newSpiOfBob();
        // HDR, SK {IDr, AUTH, SAr2, TSi, TSr} is on its way, and the Delete of the old IKE SA waits for it
        pair.simulation.runUntil(() -> pair.alice.dataPlane().installed().size() == 2, Duration.ofSeconds(1));
        assertThat(pair.bob.dataPlane().isSending(spi)).isFalse();
        pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
        pair.simulation.run(Duration.ofMillis(10));
        assertThat(pair.bob.dataPlane().isSending(spi)).isTrue();
        assertThat(pair.bob.events(IkeEvent.ChildSaEstablished.class)).hasSize(2);
    }

    @Test
    void or_when_the_old_one_is_gone() {
        int spi = newSpiOfBob();
        assertThat(pair.simulation.runUntil(() -> pair.bob.sessions().size() == 1, Duration.ofMillis(100)))
                .isTrue();
        assertThat(pair.bob.dataPlane().isSending(spi)).isTrue();
        List<String> order = pair.bob.events().stream()
                .map(event -> event.event().getClass().getSimpleName())
                .toList();
        assertThat(order)
                .as("there is always one to send through")
                .containsSubsequence("ChildSaEstablished", "ChildSaEstablished", "IkeSaClosed");
    }

    @Test
    void or_after_a_second_at_the_latest() {
        int spi = newSpiOfBob();
        pair.simulation.network().conditions(NetworkConditions.PERFECT.withLoss(1));
        pair.simulation.network().inFlight().forEach(pair.simulation.network()::remove);
        pair.simulation.run(Duration.ofMillis(999));
        assertThat(pair.bob.dataPlane().isSending(spi)).isFalse();
        pair.simulation.run(Duration.ofMillis(1));
        assertThat(pair.bob.dataPlane().isSending(spi)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_rekeying_by_either_end_loses_nothing(boolean byInitiator) {
        for (long seed = 1; seed <= 5; seed++) {
            up(seed);
            SimulatedEndpoint one = byInitiator ? pair.alice : pair.bob;
            // HDR, SK {N(REKEY_SA), SA, Ni, TSi, TSr}  -->   <--  HDR, SK {SA, Nr, TSi, TSr} after <-- ESP
            trafficWhile(() -> one.sessions()
                    .forEach(session -> one.input(new IkeInput.RekeyChildSa(
                            session.localSpi(), session.children().get(0).inboundSpi()))));
            assertThat(one.events(IkeEvent.ChildSaRekeyed.class)).hasSize(1);
            assertNothingLost();
        }
    }

    @Test
    void what_is_expected_is_there_before_the_request_leaves_and_forgotten_when_it_is_refused() {
        pair = Pair.of(1, Pair.Algorithms.QUICK);
        Set<Integer> seen = new HashSet<>();
        pair.simulation.afterEachEvent(() -> seen.addAll(pair.alice.dataPlane().expected()));
        pair.initiate().comesUp();
        assertThat(seen)
                .containsExactly(pair.alice.dataPlane().installed().get(0).inboundSpi());
        assertThat(pair.bob.dataPlane().expected())
                .as("an answer cannot be overtaken by what it answers")
                .isEmpty();
        IkeSaSnapshot session = pair.alice.sessions().get(0);

        // HDR, SK {SA, Ni, TSi, TSr}  -->   <--  HDR, SK {N(TS_UNACCEPTABLE)}
        pair.alice.input(new IkeInput.CreateChildSa(
                session.localSpi(),
                List.of(AddressSelector.subnet("172.16.0.0/16")),
                List.of(AddressSelector.subnet("172.17.0.0/16"))));
        assertThat(pair.alice.dataPlane().expected()).hasSize(1);
        pair.simulation.run(Duration.ofSeconds(5));

        assertThat(pair.alice.events(IkeEvent.ChildSaRefused.class)).hasSize(1);
        assertThat(pair.alice.dataPlane().expected()).isEmpty();
    }

    @Test
    void nothing_is_expected_any_more_of_a_peer_that_does_not_answer() {
        pair = Pair.of(1, Pair.Algorithms.QUICK).initiate().comesUp();
        IkeSaSnapshot session = pair.alice.sessions().get(0);
        pair.simulation.network().conditions(NetworkConditions.PERFECT.withLoss(1));
        pair.alice.input(new IkeInput.RekeyChildSa(
                session.localSpi(), session.children().get(0).inboundSpi()));
        assertThat(pair.alice.dataPlane().expected()).hasSize(1);

        pair.simulation.run(Duration.ofMinutes(10));

        assertThat(pair.alice.sessions()).isEmpty();
        assertThat(pair.alice.dataPlane().expected()).isEmpty();
    }
}
