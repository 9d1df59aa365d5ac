package io.flexike.ike.simulation;

import static io.flexike.ike.simulation.ResourceChildren.SHARED;
import static io.flexike.ike.simulation.ResourceChildren.child;
import static io.flexike.ike.simulation.ResourceChildren.children;
import static io.flexike.ike.simulation.ResourceChildren.resources;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.ChildSaPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of a resource whose Child SA goes though neither end has deleted it (RFC 9611 4). */
class LostResourceScenarioTest {
    private static final Duration SETTLING = Duration.ofSeconds(40);

    private static Pair up(int ofAlice, int ofBob) {
        Pair pair = new Pair(
                new Simulation(1),
                Pair.Algorithms.QUICK,
                Pair.toAlice(Pair.Algorithms.QUICK).with(ChildSaPolicy.DEFAULT.withResources(ofBob)));
        pair.alice.initiate(pair.toBob.with(ChildSaPolicy.DEFAULT.withResources(ofAlice)), pair.bob.address());
        pair.comesUp();
        pair.simulation.run(SETTLING);
        return pair;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_resource_whose_child_sa_has_come_to_its_end_gets_one_again(boolean ofAlice) {
        // HDR, SK {D}  -->            <--  HDR, SK {D}
        // HDR, SK {SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}  -->
        //                             <--  HDR, SK {SA, Nr, N(SA_RESOURCE_INFO), TSi, TSr}
        Pair pair = up(3, 3);
        SimulatedEndpoint end = ofAlice ? pair.alice : pair.bob;
        int old = child(end, 1).inboundSpi();

        end.input(new IkeInput.ChildSaLimitReached(end.sessions().get(0).localSpi(), old, /* hard= */ true));
        pair.simulation.run(SETTLING);

        assertThat(resources(pair.alice)).as(pair::story).containsExactly(SHARED, 0, 1, 2);
        assertThat(resources(pair.bob)).as(pair::story).containsExactly(SHARED, 0, 1, 2);
        assertThat(child(end, 1).inboundSpi()).as(pair::story).isNotEqualTo(old);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SHARED})
    void what_else_has_come_to_its_end_does_not_come_again(int resource) {
        // one of two that the resource has, or the one for all
        Pair pair = up(5, 2);
        assertThat(resources(pair.bob)).as(pair::story).containsExactly(SHARED, 0, 0, 1, 1);

        pair.bob.input(new IkeInput.ChildSaLimitReached(
                pair.bob.sessions().get(0).localSpi(), child(pair.bob, resource).inboundSpi(), /* hard= */ true));
        pair.simulation.run(SETTLING);

        if (resource == SHARED) {
            assertThat(children(pair.bob)).as(pair::story).isEmpty();
        } else {
            assertThat(resources(pair.bob)).as(pair::story).containsExactly(SHARED, 0, 1, 1);
        }
    }

    @Test
    void a_resource_that_has_another_one_does_not_get_one_again() {
        // HDR, SK {N(REKEY_SA), SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}  -->
        //                             <--  HDR, SK {N(CHILD_SA_NOT_FOUND)}
        Pair pair = up(5, 2);
        int lost = child(pair.bob, 0).inboundSpi();
        ChildRekeyCollisionTest.rekeyedIsUnknown(pair, pair.bob);

        pair.bob.input(new IkeInput.RekeyChildSa(pair.bob.sessions().get(0).localSpi(), lost));
        pair.simulation.run(SETTLING);

        assertThat(resources(pair.bob)).as(pair::story).containsExactly(SHARED, 0, 1, 1);
        assertThat(child(pair.bob, 0).inboundSpi()).as(pair::story).isNotEqualTo(lost);
    }

    @Test
    void a_resource_whose_only_one_the_peer_has_lost_gets_one_again() {
        Pair pair = up(2, 2);
        int lost = child(pair.bob, 0).inboundSpi();
        ChildRekeyCollisionTest.rekeyedIsUnknown(pair, pair.bob);

        pair.bob.input(new IkeInput.RekeyChildSa(pair.bob.sessions().get(0).localSpi(), lost));
        pair.simulation.run(SETTLING);

        assertThat(resources(pair.bob)).as(pair::story).containsExactly(SHARED, 0, 1);
        assertThat(child(pair.bob, 0).inboundSpi()).as(pair::story).isNotEqualTo(lost);
    }
}
