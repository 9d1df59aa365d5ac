package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.ProtocolOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that change while traffic goes on (RFC 4555, RFC 7296 2.23). */
class MobilityScenarioTest {
    private static final InetAddress ALICE_2 = ip("192.0.2.11");
    private static final InetAddress BOB_2 = ip("192.0.2.22");
    private static final InetAddress OUTSIDE = ip("198.51.100.1");
    private static final InetAddress OUTSIDE_2 = ip("198.51.100.77");
    private static final InetAddress INSIDE = ip("10.0.0.2");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final NetworkConditions BAD =
            new NetworkConditions(Duration.ofMillis(5), Duration.ofMillis(60), 0.15, 0.1, 0.2);

    private static InetAddress ip(String text) {
        return new InetSocketAddress(text, 0).getAddress();
    }

    private static Pair up(long seed) {
        Pair pair = Pair.of(seed);
        pair.alice.tellAddresses();
        pair.bob.tellAddresses();
        return pair.initiate().comesUp().agrees();
    }

    private static IkeSaSnapshot sa(SimulatedEndpoint end) {
        return end.sessions().stream()
                .filter(sa -> sa.phase() == IkeSaSnapshot.Phase.ESTABLISHED)
                .findFirst()
                .orElseThrow();
    }

    private static InetAddress remote(SimulatedEndpoint end) {
        return sa(end).path().remote().getAddress();
    }

    private static Path childPath(SimulatedEndpoint end) {
        int spi = sa(end).children().get(0).inboundSpi();
        return end.dataPlane().find(spi).orElseThrow().path();
    }

    /** Both ends use the same two addresses for IKE and ESP, and pings arrive both ways. */
    private static void worksBetween(Pair pair, InetAddress ofAlice, InetAddress ofBob) {
        assertThat(pair.simulation.runUntil(
                        () -> remote(pair.bob).equals(ofAlice)
                                && remote(pair.alice).equals(ofBob)
                                && childPath(pair.bob).remote().getAddress().equals(ofAlice)
                                && childPath(pair.alice).remote().getAddress().equals(ofBob),
                        Duration.ofMinutes(2)))
                .as(pair::story)
                .isTrue();
        pair.simulation.run(Duration.ofSeconds(2));
        pingsArrive(pair);
        pair.isWithoutInternalError();
    }

    private static void pingsArrive(Pair pair) {
        TunnelPassage there = pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
        pair.simulation.run(Duration.ofSeconds(1));
        TunnelPassage back = pair.bob.ping(Pair.INSIDE_BOB, Pair.INSIDE_ALICE);
        pair.simulation.run(Duration.ofSeconds(1));
        assertThat(there.fate()).as(pair::story).isEqualTo(TunnelPassage.Fate.DELIVERED);
        assertThat(back.fate()).as(pair::story).isEqualTo(TunnelPassage.Fate.DELIVERED);
    }

    // HDR, SK {N(UPDATE_SA_ADDRESSES), N(NAT_DETECTION_*), N(COOKIE2)}  -->  <--  HDR, SK {N(NAT_DETECTION_*),
    // N(COOKIE2)}
    //                                     <--  HDR, SK {N(COOKIE2)}     HDR, SK {N(COOKIE2)}  -->
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_initiator_moves_to_another_address_with_traffic_going_on(boolean lossy) {
        for (long seed = 0; seed < 10; seed++) {
            Pair pair = up(seed);
            TunnelTraffic traffic = TunnelTraffic.start(
                    pair.alice, Pair.INSIDE_ALICE, pair.bob, Pair.INSIDE_BOB, Duration.ofMillis(50));
            pair.simulation.run(Duration.ofSeconds(1));
            if (lossy) {
                pair.simulation.network().conditions(BAD);
            }
            pair.alice.addresses(pair.simulation.network(), ALICE_2);
            pair.simulation.run(SOON);
            traffic.close();
            pair.simulation.network().conditions(NetworkConditions.PERFECT);
            worksBetween(pair, ALICE_2, Pair.BOB);
            assertThat(pair.alice.events(IkeEvent.PathChanged.class)).hasSize(1);
            assertThat(pair.bob.events(IkeEvent.PathChanged.class)).hasSize(1);
            assertThat(childPath(pair.alice).local().getAddress()).isEqualTo(ALICE_2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_responder_moves_and_the_initiator_follows(boolean lossy) {
        for (long seed = 0; seed < 10; seed++) {
            Pair pair = up(seed);
            if (lossy) {
                pair.simulation.network().conditions(BAD);
            }
            // <--  HDR, SK {N(NO_ADDITIONAL_ADDRESSES)} from the new address, and then UPDATE_SA_ADDRESSES to it.
            pair.bob.addresses(pair.simulation.network(), BOB_2);
            pair.simulation.run(SOON);
            pair.simulation.network().conditions(NetworkConditions.PERFECT);
            worksBetween(pair, Pair.ALICE, BOB_2);
        }
    }

    @Test
    void an_old_path_into_a_black_hole_is_left_for_one_that_works() {
        Pair pair = Pair.of(3);
        pair.bob.addresses(pair.simulation.network(), Pair.BOB, BOB_2);
        pair.alice.tellAddresses();
        pair.initiate().comesUp().agrees();
        assertThat(remote(pair.alice)).isEqualTo(Pair.BOB);
        pair.simulation.network().partition(Pair.ALICE, Pair.BOB);
        pair.alice.input(new IkeInput.CheckLiveness(sa(pair.alice).localSpi()));
        pair.simulation.run(Duration.ofSeconds(1));
        assertThat(remote(pair.alice)).isEqualTo(Pair.BOB);
        worksBetween(pair, Pair.ALICE, BOB_2);
        pair.deletedBy(pair.bob);
    }

    @Test
    void a_nat_appears_and_disappears_in_the_middle() {
        Pair pair = up(4);
        SimulatedNat nat = new SimulatedNat(pair.simulation.network(), OUTSIDE, NatBehaviour.HOME_ROUTER);
        pair.alice.addresses(nat, INSIDE);
        worksBetween(pair, OUTSIDE, Pair.BOB);
        assertThat(sa(pair.alice).behindNat()).isTrue();
        assertThat(sa(pair.bob).peerBehindNat()).isTrue();
        assertThat(sa(pair.alice).children().get(0).udpEncapsulation()).isTrue();
        assertThat(sa(pair.bob).children().get(0).udpEncapsulation()).isTrue();
        pair.alice.addresses(pair.simulation.network(), ALICE_2);
        worksBetween(pair, ALICE_2, Pair.BOB);
        assertThat(sa(pair.alice).behindNat()).isFalse();
        assertThat(sa(pair.alice).children().get(0).udpEncapsulation()).isFalse();
        assertThat(sa(pair.bob).children().get(0).udpEncapsulation()).isFalse();
    }

    private static Pair behindNat(long seed, ProtocolOptions options) {
        Simulation simulation = new Simulation(seed);
        SimulatedNat nat = new SimulatedNat(simulation.network(), OUTSIDE, NatBehaviour.HOME_ROUTER);
        Pair pair = new Pair(simulation, options, nat, simulation.network(), INSIDE, Pair.BOB);
        pair.initiate().comesUp().agrees();
        pair.simulation.run(Duration.ofSeconds(1));
        nat.rebind(OUTSIDE_2);
        return pair;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_rebound_nat_is_followed_when_an_esp_packet_comes_from_it(boolean mobike) {
        Pair pair = behindNat(5, ProtocolOptions.DEFAULT.withMobike(mobike));
        pair.alice.ping(Pair.INSIDE_ALICE, Pair.INSIDE_BOB);
        pair.simulation.run(Duration.ofSeconds(2));
        assertThat(remote(pair.bob)).as(pair::story).isEqualTo(OUTSIDE_2);
        assertThat(childPath(pair.bob).remote().getAddress()).isEqualTo(OUTSIDE_2);
        assertThat(pair.bob.events(IkeEvent.PathChanged.class)).hasSize(1);
        pingsArrive(pair);
    }

    /** RFC 4555 3.8: MAPPING seen anew in a liveness check brings UPDATE_SA_ADDRESSES. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_rebound_nat_is_noticed_by_a_liveness_check(boolean mobike) {
        Pair pair = behindNat(6, ProtocolOptions.DEFAULT.withMobike(mobike));
        pair.alice.input(new IkeInput.CheckLiveness(sa(pair.alice).localSpi()));
        pair.simulation.run(Duration.ofSeconds(2));
        assertThat(remote(pair.bob)).as(pair::story).isEqualTo(OUTSIDE_2);
        pingsArrive(pair);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_update_may_cross_a_rekeying(boolean byAlice) {
        for (long seed = 0; seed < 10; seed++) {
            Pair pair = up(seed);
            pair.simulation.network().conditions(BAD);
            SimulatedEndpoint one = byAlice ? pair.alice : pair.bob;
            one.input(new IkeInput.RekeyIkeSa(sa(one).localSpi()));
            pair.simulation.run(Duration.ofMillis(seed * 15));
            pair.alice.addresses(pair.simulation.network(), ALICE_2);
            pair.simulation.run(SOON);
            pair.simulation.network().conditions(NetworkConditions.PERFECT);
            worksBetween(pair, ALICE_2, Pair.BOB);
            pair.simulation.run(Duration.ofMinutes(3));
            assertThat(pair.alice.sessions()).as(pair::story).hasSize(1);
            assertThat(pair.bob.sessions()).as(pair::story).hasSize(1);
        }
    }

    @Test
    void a_rekeyed_ike_sa_and_a_rekeyed_child_sa_go_on_moving() {
        Pair pair = up(8);
        pair.bob.input(new IkeInput.RekeyIkeSa(sa(pair.bob).localSpi()));
        pair.simulation.run(Duration.ofSeconds(1));
        assertThat(sa(pair.alice).initiator()).isFalse();
        pair.alice.addresses(pair.simulation.network(), ALICE_2);
        worksBetween(pair, ALICE_2, Pair.BOB);
        pair.alice.input(new IkeInput.RekeyChildSa(
                sa(pair.alice).localSpi(), sa(pair.alice).children().get(0).inboundSpi()));
        pair.simulation.run(SOON);
        ChildSaParameters fresh = pair.bob.dataPlane().installed().get(0);
        assertThat(fresh.path().remote().getAddress()).isEqualTo(ALICE_2);
        // The responder's own address may go, too, as the one who began is still the one who decides.
        pair.bob.addresses(pair.simulation.network(), BOB_2);
        worksBetween(pair, ALICE_2, BOB_2);
    }

    /** RFC 3948 4: nothing was sent for 20 s. */
    @Test
    void the_end_behind_a_nat_keeps_its_mapping_alive() {
        Simulation simulation = new Simulation(9);
        SimulatedNat nat = new SimulatedNat(simulation.network(), OUTSIDE, NatBehaviour.HOME_ROUTER);
        Pair pair = new Pair(simulation, ProtocolOptions.DEFAULT, nat, simulation.network(), INSIDE, Pair.BOB);
        pair.initiate().comesUp().agrees();
        List<Transit> keepalives = new ArrayList<>();
        simulation.network().onSent(transit -> keepalives.add(transit));
        simulation.run(Duration.ofSeconds(61));
        assertThat(keepalives).hasSize(3).allMatch(transit -> transit.packet().octets().length == 1);
        assertThat(nat.mappings()).isNotEmpty();
    }

    @Test
    void without_a_nat_or_with_interval_zero_nothing_is_kept_alive() {
        for (boolean withNat : new boolean[] {false, true}) {
            Simulation simulation = new Simulation(9);
            NetworkSegment side = withNat
                    ? new SimulatedNat(simulation.network(), OUTSIDE, NatBehaviour.HOME_ROUTER)
                    : simulation.network();
            ProtocolOptions options =
                    withNat ? ProtocolOptions.DEFAULT.withNatKeepalive(Duration.ZERO) : ProtocolOptions.DEFAULT;
            Pair pair = new Pair(simulation, options, side, simulation.network(), INSIDE, Pair.BOB);
            pair.initiate().comesUp().agrees();
            simulation.network().onSent(transit -> assertThat(transit).isNull());
            simulation.run(Duration.ofMinutes(5));
        }
    }

    @Test
    void without_mobike_a_move_that_nobody_follows_ends_the_session_by_silence() {
        Pair pair = Pair.of(10, ProtocolOptions.DEFAULT.withMobike(false));
        pair.alice.tellAddresses();
        pair.initiate().comesUp().agrees();
        pair.alice.addresses(pair.simulation.network(), ALICE_2);
        assertThat(pair.simulation.runUntil(
                        () -> !pair.alice.events(IkeEvent.PathChanged.class).isEmpty(), SOON))
                .isTrue();
        assertThat(sa(pair.bob).path().remote().getAddress()).isEqualTo(Pair.ALICE);
        pair.isWithoutInternalError();
    }
}
