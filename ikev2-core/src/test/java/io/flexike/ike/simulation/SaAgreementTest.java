package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.simulation.TunnelPassage.Fate;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SaAgreementTest {
    private static final InetSocketAddress ALICE = new InetSocketAddress(Pair.ALICE, 500);
    private static final InetSocketAddress BOB = new InetSocketAddress(Pair.BOB, 500);

    private final Pair pair = Pair.of(1, Pair.Algorithms.QUICK).initiate().comesUp();
    private final ChildSaParameters ofAlice = pair.alice.dataPlane().installed().get(0);
    private final ChildSaParameters ofBob = pair.bob.dataPlane().installed().get(0);

    @Test
    void two_ends_that_came_up_agree() {
        assertThat(SaAgreement.differences(pair.alice, pair.bob)).isEmpty();
        pair.deletedBy(pair.bob);
        assertThat(SaAgreement.differences(pair.alice, pair.bob)).isEmpty();
    }

    @Test
    void what_is_installed_and_what_the_engine_knows_are_compared() {
        pair.alice.dataPlane().remove(ofAlice.inboundSpi(), ofAlice.outboundSpi());
        pair.bob.dataPlane().install(SimulatedDataPlaneTest.child(9, 8, "x", BOB, ALICE, SaLifetime.ENDLESS), false);
        pair.bob.dataPlane().stopSending(ofBob.inboundSpi());
        assertThat(SaAgreement.differences(pair.alice, pair.bob))
                .anyMatch(difference -> difference.contains("alice's Child SA") && difference.contains("not installed"))
                .anyMatch(difference -> difference.contains("00000009 is installed, but no IKE SA knows it"))
                .anyMatch(difference -> difference.contains("receives only"))
                .hasSize(4);
    }

    @Test
    void other_keys_and_an_ike_sa_without_counterpart_are_seen() {
        pair.alice.dataPlane().remove(ofAlice.inboundSpi(), ofAlice.outboundSpi());
        pair.alice
                .dataPlane()
                .install(
                        SimulatedDataPlaneTest.child(
                                ofAlice.inboundSpi(), ofAlice.outboundSpi(), "x", ALICE, BOB, SaLifetime.ENDLESS),
                        true);
        pair.alice.dataPlane().inherit(77, pair.alice.sessions().get(0).localSpi());
        assertThat(SaAgreement.differences(pair.alice, pair.bob)).allMatch(text -> text.contains("differ in keys"));
        Pair other = Pair.of(2, Pair.Algorithms.QUICK);
        assertThat(SaAgreement.differences(pair.alice, other.bob))
                .singleElement()
                .asString()
                .contains("has no counterpart at bob");
    }

    @Test
    void an_ike_sa_that_is_not_finished_is_a_difference() {
        pair.simulation.network().partition(Pair.ALICE, Pair.BOB);
        pair.alice.deleteIkeSa(pair.alice.sessions().get(0).localSpi());
        assertThat(SaAgreement.differences(pair.alice, pair.bob))
                .anyMatch(difference -> difference.contains("is DELETING"));
    }

    @Test
    void traffic_flows_both_ways_until_it_is_closed() {
        TunnelTraffic traffic =
                TunnelTraffic.start(pair.alice, Pair.INSIDE_ALICE, pair.bob, Pair.INSIDE_BOB, Duration.ofMillis(100));
        pair.simulation.run(Duration.ofSeconds(1));
        traffic.close();
        pair.simulation.run(Duration.ofSeconds(1));
        assertThat(pair.simulation.tunnels().withFate(Fate.DELIVERED)).hasSize(22);
        assertThat(pair.simulation.tunnels().passages()).hasSize(22);
    }

    /** What a data plane does while one Child SA follows another, first rightly. */
    @Test
    void a_switch_that_keeps_the_old_inbound_half_long_enough_loses_nothing() {
        ContinuityWatch watch = watch();
        installSuccessors();
        pair.bob.dataPlane().startSending(2);
        pair.bob.dataPlane().stopSending(ofBob.inboundSpi());
        pair.simulation.after(Duration.ofSeconds(2), this::removeOld);
        pair.simulation.run(Duration.ofSeconds(5));
        assertThat(watch.losses()).isEmpty();
        assertThat(watch.gaps()).isEmpty();
    }

    @Test
    void an_inbound_half_that_is_removed_too_early_and_an_end_that_cannot_send_are_seen_without_a_packet() {
        ContinuityWatch watch = watch();
        installSuccessors();
        pair.bob.dataPlane().stopSending(ofBob.inboundSpi());
        pair.simulation.after(Duration.ofMillis(500), this::removeOld);
        pair.simulation.run(Duration.ofSeconds(5));
        assertThat(watch.losses())
                .containsExactlyInAnyOrder(
                        "bob would drop what alice sent with SPI " + SimulatedDataPlane.hex(ofBob.inboundSpi()),
                        "alice would drop what bob sent with SPI " + SimulatedDataPlane.hex(ofAlice.inboundSpi()));
        assertThat(watch.gaps()).containsExactly("bob has no Child SA to send through");
    }

    private ContinuityWatch watch() {
        return ContinuityWatch.begin(pair.alice, Pair.INSIDE_ALICE, pair.bob, Pair.INSIDE_BOB, Duration.ofSeconds(1));
    }

    private void installSuccessors() {
        ChildSaParameters alices = SimulatedDataPlaneTest.child(1, 2, "new", ALICE, BOB, SaLifetime.ENDLESS);
        ChildSaParameters bobs = SimulatedDataPlaneTest.child(2, 1, "new", BOB, ALICE, SaLifetime.ENDLESS);
        pair.bob.dataPlane().install(bobs, false);
        pair.alice.dataPlane().install(alices, true);
        pair.alice.dataPlane().stopSending(ofAlice.inboundSpi());
    }

    private void removeOld() {
        pair.alice.dataPlane().remove(ofAlice.inboundSpi(), ofAlice.outboundSpi());
        pair.bob.dataPlane().remove(ofBob.inboundSpi(), ofBob.outboundSpi());
    }
}
