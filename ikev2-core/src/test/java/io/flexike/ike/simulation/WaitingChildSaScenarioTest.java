package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.IkeSaSnapshot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Child SAs of a responder that do not send as long as another IKE SA with the same peer does (RFC 7296 2.8.3). */
class WaitingChildSaScenarioTest {
    /** Less than they wait for, more than an exchange takes. */
    private static final Duration SHORT = Duration.ofMillis(100);

    private final Pair pair = new Pair(
            new Simulation(1),
            Pair.Algorithms.QUICK,
            Pair.toAlice(Pair.Algorithms.QUICK).with(ChildSaPolicy.DEFAULT.withResources(1)));

    private void begin(int resources) {
        pair.alice.initiate(pair.toBob.with(ChildSaPolicy.DEFAULT.withResources(resources)), pair.bob.address());
    }

    private void firstOneIsUp(int resources) {
        begin(resources);
        pair.comesUp();
        pair.simulation.run(Duration.ofSeconds(8));
    }

    private static long other(SimulatedEndpoint end, long ikeSpi) {
        return end.sessions().stream()
                .map(IkeSaSnapshot::localSpi)
                .filter(spi -> spi != ikeSpi)
                .findFirst()
                .orElseThrow();
    }

    private int newestOfBob(int installed) {
        pair.simulation.runUntil(() -> pair.bob.dataPlane().installed().size() == installed, Pair.LONG);
        return pair.bob.dataPlane().installed().get(installed - 1).inboundSpi();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_that_waits_while_its_ike_sa_is_rekeyed_sends_when_the_other_ike_sa_ends(boolean aliceRekeys) {
        // HDR, SK {IDi, AUTH, SAi2, TSi, TSr}  -->    <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr}
        // HDR, SK {SA, Ni, KEi}  -->                  <--  HDR, SK {SA, Nr, KEr}
        // HDR, SK {D}  -->                            <--  HDR, SK {}
        firstOneIsUp(0);
        long oldOfAlice = pair.alice.sessions().get(0).localSpi();
        long oldOfBob = pair.bob.sessions().get(0).localSpi();
        begin(0);
        int waiting = newestOfBob(2);
        pair.simulation.run(SHORT);
        SimulatedEndpoint end = aliceRekeys ? pair.alice : pair.bob;
        long rekeyed = other(pair.bob, oldOfBob);

        end.input(new IkeInput.RekeyIkeSa(other(end, aliceRekeys ? oldOfAlice : oldOfBob)));
        pair.simulation.run(SHORT);
        assertThat(other(pair.bob, oldOfBob)).as(pair::story).isNotEqualTo(rekeyed);
        assertThat(pair.bob.dataPlane().isSending(waiting)).as(pair::story).isFalse();

        pair.alice.deleteIkeSa(oldOfAlice);
        pair.simulation.run(SHORT);
        assertThat(pair.bob.dataPlane().isSending(waiting)).as(pair::story).isTrue();
    }

    @Test
    void one_for_a_resource_waits_on_when_another_one_stops_and_the_other_ike_sa_sends() {
        // HDR, SK {SA, Ni, N(SA_RESOURCE_INFO), TSi, TSr}  -->
        //                             <--  HDR, SK {SA, Nr, N(SA_RESOURCE_INFO), TSi, TSr}
        // HDR, SK {SA, Ni, TSi, TSr}  -->    <--  HDR, SK {SA, Nr, TSi, TSr}
        // HDR, SK {D}  -->                   <--  HDR, SK {D}
        firstOneIsUp(1);
        long old = pair.alice.sessions().get(0).localSpi();
        begin(1);
        int bound = newestOfBob(4);
        pair.simulation.run(SHORT);
        long ikeSpi = other(pair.alice, old);
        pair.alice.input(new IkeInput.CreateChildSa(
                ikeSpi,
                List.of(AddressSelector.subnet("10.1.7.0/24")),
                List.of(AddressSelector.subnet("10.2.7.0/24"))));
        int narrow = newestOfBob(5);
        pair.simulation.run(SHORT);
        assertThat(pair.bob.dataPlane().isSending(narrow)).as(pair::story).isTrue();

        pair.alice.deleteChildSa(ikeSpi, outbound(narrow));
        pair.simulation.run(SHORT);

        assertThat(pair.bob.dataPlane().byInboundSpi(narrow)).as(pair::story).isEmpty();
        assertThat(pair.bob.dataPlane().isSending(bound)).as(pair::story).isFalse();
        pair.simulation.run(Duration.ofSeconds(8));
        assertThat(pair.bob.dataPlane().isSending(bound)).as(pair::story).isTrue();
    }

    private int outbound(int inboundOfBob) {
        return pair.bob.dataPlane().byInboundSpi(inboundOfBob).orElseThrow().outboundSpi();
    }
}
