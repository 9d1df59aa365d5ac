package io.flexike.ike.simulation;

import static io.flexike.ike.simulation.ResourceChildren.SHARED;
import static io.flexike.ike.simulation.ResourceChildren.child;
import static io.flexike.ike.simulation.ResourceChildren.children;
import static io.flexike.ike.simulation.ResourceChildren.resources;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.IkeEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several Child SAs with the same selectors, one of which is for all resources and the others for one each (RFC 9611).
 */
class ResourceScenarioTest {
    private static final Duration SETTLING = Duration.ofSeconds(8);
    private static final Duration QUIET = Duration.ofSeconds(20);

    private static Pair pair(long seed, int ofBob) {
        return new Pair(
                new Simulation(seed),
                Pair.Algorithms.QUICK,
                Pair.toAlice(Pair.Algorithms.QUICK).with(ChildSaPolicy.DEFAULT.withResources(ofBob)));
    }

    private static Pair up(int ofAlice, int ofBob) {
        Pair pair = pair(1, ofBob);
        begin(pair, ofAlice);
        pair.comesUp();
        pair.simulation.run(SETTLING);
        return pair;
    }

    private static void begin(Pair pair, int resources) {
        pair.alice.initiate(pair.toBob.with(ChildSaPolicy.DEFAULT.withResources(resources)), pair.bob.address());
    }

    private static List<IkeEvent.MessageTraced> sent(SimulatedEndpoint end, ExchangeType exchange) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(message -> message.sent() && message.header().exchange().equals(exchange))
                .toList();
    }

    private static List<NotifyPayload> notifies(List<IkeEvent.MessageTraced> messages, NotifyType type) {
        return messages.stream()
                .flatMap(message -> message.payloads().stream())
                .filter(NotifyPayload.class::isInstance)
                .map(NotifyPayload.class::cast)
                .filter(notify -> notify.notifyType().equals(type))
                .toList();
    }

    private static void assertAgree(Pair pair, Integer... resources) {
        assertThat(resources(pair.alice)).as(pair::story).containsExactly(resources);
        assertThat(resources(pair.bob)).as(pair::story).containsExactly(resources);
        assertAgree(pair);
    }

    private static void assertAgree(Pair pair) {
        for (SimulatedEndpoint end : List.of(pair.alice, pair.bob)) {
            assertThat(children(end).stream().allMatch(child -> end.dataPlane().isSending(child.inboundSpi())))
                    .as(pair::story)
                    .isTrue();
        }
        assertThat(SaAgreement.differences(pair.alice, pair.bob))
                .as(pair::story)
                .isEmpty();
        assertThat(pair.alice.dataPlane().differencesTo(pair.bob.dataPlane()))
                .as(pair::story)
                .isEmpty();
        TunnelPassage passage = pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
        pair.simulation.run(Duration.ofSeconds(1));
        assertThat(passage.fate()).as(pair::story).isEqualTo(TunnelPassage.Fate.DELIVERED);
    }

    @Test
    void one_for_all_and_one_for_each_come_up() {
        // HDR, SK {IDi, AUTH, N(SA_RESOURCE_INFO), SAi2, TSi, TSr}  -->
        //                             <--  HDR, SK {IDr, AUTH, N(SA_RESOURCE_INFO), SAr2, TSi, TSr}
        // HDR, SK {SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}  -->
        //                             <--  HDR, SK {SA, Nr, N(SA_RESOURCE_INFO), TSi, TSr}      three times
        Pair pair = up(3, 3);

        assertAgree(pair, SHARED, 0, 1, 2);
        for (SimulatedEndpoint end : List.of(pair.alice, pair.bob)) {
            assertThat(notifies(sent(end, ExchangeType.IKE_AUTH), NotifyType.SA_RESOURCE_INFO))
                    .singleElement()
                    .satisfies(notify -> assertThat(notify.data()).isEmpty());
            assertThat(notifies(sent(end, ExchangeType.CREATE_CHILD_SA), NotifyType.SA_RESOURCE_INFO))
                    .extracting(NotifyPayload::data)
                    .containsExactly(new byte[] {0, 0, 0, 0}, new byte[] {0, 0, 0, 1}, new byte[] {0, 0, 0, 2});
        }
        assertThat(children(pair.alice).stream().map(ChildSaSnapshot::local).distinct())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "0, 3", "0, 0"})
    void there_is_one_only_unless_both_want_more(int ofAlice, int ofBob) {
        Pair pair = up(ofAlice, ofBob);

        assertAgree(pair, SHARED);
        assertThat(sent(pair.alice, ExchangeType.CREATE_CHILD_SA)).isEmpty();
    }

    @Test
    void a_peer_that_has_enough_is_not_asked_again() {
        // HDR, SK {SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}  -->    <--  HDR, SK {N(TS_MAX_QUEUE)}
        // twice as many as there are resources are accepted
        Pair pair = up(5, 2);
        pair.simulation.run(QUIET);

        assertAgree(pair);
        assertThat(resources(pair.alice)).as(pair::story).containsExactly(SHARED, 0, 1, 2, 3);
        assertThat(resources(pair.bob)).as(pair::story).containsExactly(SHARED, 0, 0, 1, 1);
        assertThat(sent(pair.alice, ExchangeType.CREATE_CHILD_SA)).hasSize(5);
        assertThat(notifies(sent(pair.bob, ExchangeType.CREATE_CHILD_SA), NotifyType.TS_MAX_QUEUE))
                .hasSize(1);
        assertThat(pair.alice.events(IkeEvent.ChildSaRefused.class)).isEmpty();
    }

    @Test
    void who_answers_asks_for_what_it_misses_when_the_other_is_done() {
        // HDR, SK {SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}  -->
        //                             <--  HDR, SK {SA, Nr, N(SA_RESOURCE_INFO), TSi, TSr}          twice
        //                             <--  HDR, SK {SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}
        // HDR, SK {SA, Nr, N(SA_RESOURCE_INFO), TSi, TSr}  -->     twice, and then N(TS_MAX_QUEUE)
        Pair pair = up(2, 5);
        assertThat(resources(pair.bob)).as(pair::story).containsExactly(SHARED, 0, 1);
        pair.simulation.run(QUIET);

        assertAgree(pair);
        assertThat(resources(pair.alice)).as(pair::story).containsExactly(SHARED, 0, 0, 1, 1);
        assertThat(resources(pair.bob)).as(pair::story).containsExactly(SHARED, 0, 1, 2, 3);
        assertThat(notifies(sent(pair.alice, ExchangeType.CREATE_CHILD_SA), NotifyType.TS_MAX_QUEUE))
                .hasSize(1);
        assertThat(pair.bob.events(IkeEvent.ChildSaRefused.class)).isEmpty();
    }

    @Test
    void one_of_a_new_ike_sa_waits_as_the_one_for_all_does() {
        Pair pair = up(1, 1);
        begin(pair, 1);
        pair.simulation.runUntil(() -> pair.bob.dataPlane().installed().size() == 4, Pair.LONG);
        int bound = pair.bob.dataPlane().installed().get(3).inboundSpi();
        // the response is on its way, and the other IKE SA sends
        assertThat(pair.bob.dataPlane().isSending(bound)).isFalse();

        pair.simulation.run(SETTLING);
        assertThat(pair.bob.dataPlane().isSending(bound)).isTrue();
    }

    @Test
    void a_rekeying_of_the_ike_sa_delays_them_and_nothing_more() {
        // HDR, SK {SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}  -->      <--  HDR, SK {N(TEMPORARY_FAILURE)}
        Pair pair = pair(1, 3);
        begin(pair, 3);
        pair.simulation.runUntil(
                () -> pair.bob.sessions().stream().anyMatch(sa -> sa.children().size() == 1), Pair.LONG);
        pair.bob.input(new IkeInput.RekeyIkeSa(pair.bob.sessions().get(0).localSpi()));
        pair.simulation.run(Duration.ofSeconds(30));

        assertAgree(pair, SHARED, 0, 1, 2);
        assertThat(notifies(sent(pair.bob, ExchangeType.CREATE_CHILD_SA), NotifyType.TEMPORARY_FAILURE))
                .as(pair::story)
                .isNotEmpty();
        assertThat(pair.alice.events(IkeEvent.ChildSaRefused.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 1", "true, -1", "false, -1"})
    void each_is_rekeyed_on_its_own_and_keeps_its_resource(boolean byAlice, int resource) {
        // HDR, SK {N(REKEY_SA), SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}  -->
        //                             <--  HDR, SK {SA, Nr, N(SA_RESOURCE_INFO), TSi, TSr}
        // HDR, SK {D}  -->            <--  HDR, SK {D}
        Pair pair = up(3, 3);
        SimulatedEndpoint end = byAlice ? pair.alice : pair.bob;
        Set<Integer> before = spis(end);
        int old = child(end, resource).inboundSpi();
        int requests = sent(pair.alice, ExchangeType.CREATE_CHILD_SA).size();

        end.input(new IkeInput.RekeyChildSa(end.sessions().get(0).localSpi(), old));
        pair.simulation.run(SETTLING.multipliedBy(4));

        assertAgree(pair, SHARED, 0, 1, 2);
        before.removeAll(spis(end));
        assertThat(before).containsExactly(old);
        assertThat(sent(pair.alice, ExchangeType.CREATE_CHILD_SA)).hasSize(requests + 1);
    }

    private static Set<Integer> spis(SimulatedEndpoint end) {
        return children(end).stream().map(ChildSaSnapshot::inboundSpi).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_that_is_deleted_leaves_the_others_and_does_not_come_again(boolean byAlice) {
        Pair pair = up(3, 3);
        SimulatedEndpoint end = byAlice ? pair.alice : pair.bob;

        end.deleteChildSa(end.sessions().get(0).localSpi(), child(end, 1).inboundSpi());
        pair.simulation.run(QUIET);

        assertAgree(pair, SHARED, 0, 2);
    }

    @Test
    void the_same_selectors_once_more_without_a_word_of_resources_stand_beside_the_others() {
        Pair pair = up(3, 3);
        long ikeSa = pair.alice.sessions().get(0).localSpi();
        pair.bob.deleteChildSa(
                pair.bob.sessions().get(0).localSpi(), child(pair.bob, 0).inboundSpi());
        pair.simulation.run(SETTLING);
        ChildSaSnapshot shared = child(pair.alice, SHARED);

        // the same selectors once more: beside the others, which says nothing of resources
        pair.alice.input(new IkeInput.CreateChildSa(ikeSa, shared.local(), shared.remote()));
        pair.simulation.run(SETTLING);

        assertThat(resources(pair.alice)).as(pair::story).containsExactly(SHARED, SHARED, 1, 2);
        assertThat(resources(pair.bob)).as(pair::story).containsExactly(SHARED, SHARED, 1, 2);
        assertThat(notifies(sent(pair.bob, ExchangeType.CREATE_CHILD_SA), NotifyType.TS_MAX_QUEUE))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_that_goes_before_it_sends_never_does(boolean isDeleted) {
        Pair pair = pair(1, 1);
        begin(pair, 1);
        pair.simulation.runUntil(
                () -> !pair.bob.sessions().isEmpty() && children(pair.bob).size() == 2, Pair.LONG);
        long ikeSa = pair.bob.sessions().get(0).localSpi();
        int bound = child(pair.bob, 0).inboundSpi();
        assertThat(pair.bob.dataPlane().isSending(bound)).isFalse();

        if (isDeleted) {
            pair.simulation.network().conditions(NetworkConditions.PERFECT.withLoss(1));
            pair.bob.deleteChildSa(ikeSa, bound);
        } else {
            pair.bob.input(new IkeInput.RekeyChildSa(ikeSa, bound));
        }
        for (int tenths = 0; tenths < 60; tenths++) {
            pair.simulation.run(Duration.ofMillis(100));
            boolean installed =
                    pair.bob.dataPlane().installed().stream().anyMatch(child -> child.inboundSpi() == bound);
            assertThat(installed && pair.bob.dataPlane().isSending(bound))
                    .as(pair::story)
                    .isFalse();
        }
    }

    @Test
    void one_that_is_being_made_goes_with_the_one_for_all() {
        Pair pair = pair(1, 1);
        begin(pair, 1);
        pair.simulation.runUntil(
                () -> !pair.bob.sessions().isEmpty() && children(pair.bob).size() == 2, Pair.LONG);
        // the peer has made it, and its response is on its way
        assertThat(children(pair.alice)).hasSize(1);
        pair.alice.deleteChildSa(
                pair.alice.sessions().get(0).localSpi(),
                child(pair.alice, SHARED).inboundSpi());
        pair.simulation.run(SETTLING);

        assertThat(children(pair.alice)).as(pair::story).isEmpty();
        assertThat(children(pair.bob)).as(pair::story).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_one_for_all_does_not_go_without_the_others(boolean byAlice) {
        Pair pair = up(3, 3);
        SimulatedEndpoint end = byAlice ? pair.alice : pair.bob;

        end.deleteChildSa(end.sessions().get(0).localSpi(), child(end, SHARED).inboundSpi());
        pair.simulation.run(SETTLING);

        assertThat(children(pair.alice)).as(pair::story).isEmpty();
        assertThat(children(pair.bob)).as(pair::story).isEmpty();
        assertThat(pair.alice.dataPlane().installed()).isEmpty();
        assertThat(pair.bob.dataPlane().installed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_new_ike_sa_takes_them_over(boolean byAlice) {
        Pair pair = up(2, 2);
        SimulatedEndpoint end = byAlice ? pair.alice : pair.bob;

        end.input(new IkeInput.RekeyIkeSa(end.sessions().get(0).localSpi()));
        pair.simulation.run(SETTLING);

        assertAgree(pair, SHARED, 0, 1);
    }

    @Test
    void loss_delays_them_and_nothing_more() {
        for (long seed = 1; seed <= 20; seed++) {
            Pair pair = pair(seed, 4);
            pair.simulation.network().conditions(NetworkConditions.PERFECT.withLoss(0.3));
            begin(pair, 4);
            pair.comesUp();
            pair.simulation.runUntil(() -> children(pair.alice).size() == 5, Pair.LONG);
            pair.simulation.network().conditions(NetworkConditions.PERFECT);
            pair.simulation.run(Duration.ofMinutes(1));

            assertAgree(pair, SHARED, 0, 1, 2, 3);
        }
    }

    @Test
    void a_rekeying_of_all_at_once_by_both_ends_ends_well() {
        Pair pair = up(3, 3);
        for (SimulatedEndpoint end : List.of(pair.alice, pair.bob)) {
            long ikeSa = end.sessions().get(0).localSpi();
            IntStream.rangeClosed(SHARED, 2)
                    .map(resource -> child(end, resource).inboundSpi())
                    .forEach(spi -> end.input(new IkeInput.RekeyChildSa(ikeSa, spi)));
        }
        pair.simulation.run(Duration.ofMinutes(3));

        assertAgree(pair, SHARED, 0, 1, 2);
    }
}
