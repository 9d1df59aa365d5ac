package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.ProtocolOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NatScenarioTest {
    private static final InetAddress ALICE_INSIDE = new InetSocketAddress("10.0.0.2", 0).getAddress();
    private static final InetAddress ALICE_OUTSIDE = new InetSocketAddress("198.51.100.1", 0).getAddress();
    private static final NetworkConditions BAD =
            new NetworkConditions(Duration.ofMillis(5), Duration.ofMillis(120), 0.2, 0.2, 0.2);

    static List<NatBehaviour> behaviours() {
        return List.of(
                NatBehaviour.HOME_ROUTER,
                NatBehaviour.SYMMETRIC,
                NatBehaviour.FULL_CONE,
                NatBehaviour.SYMMETRIC.withPortPreservation(true));
    }

    @ParameterizedTest
    @MethodSource("behaviours")
    void an_initiator_behind_a_nat_moves_to_4500_and_esp_goes_into_udp(NatBehaviour behaviour) {
        for (long seed = 0; seed < 30; seed++) {
            Simulation simulation = new Simulation(seed);
            simulation.network().conditions(BAD);
            SimulatedNat nat = new SimulatedNat(simulation.network(), ALICE_OUTSIDE, behaviour);
            Pair pair =
                    new Pair(simulation, Pair.Algorithms.DEFAULT, nat, simulation.network(), ALICE_INSIDE, Pair.BOB);
            List<Integer> ports = new ArrayList<>();
            simulation.network().onSent(transit -> ports.add(portOfBob(transit.packet())));
            pair.initiate().comesUp().agrees();
            assertEncapsulated(pair);
            IkeSaSnapshot ofAlice = pair.alice.sessions().get(0);
            IkeSaSnapshot ofBob = established(pair.bob);
            assertThat(ofAlice.behindNat()).isTrue();
            assertThat(ofAlice.peerBehindNat()).isFalse();
            assertThat(ofBob.peerBehindNat()).isTrue();
            assertThat(ofBob.behindNat()).isFalse();
            assertThat(ofBob.path().remote().getAddress()).isEqualTo(ALICE_OUTSIDE);
            assertThat(ports).contains(500, 4500);
            pair.deletedBy(seed % 2 == 0 ? pair.alice : pair.bob).isWithoutInternalError();
        }
    }

    @Test
    void both_may_be_behind_nats_if_the_responder_is_reachable() {
        Simulation simulation = new Simulation(5);
        SimulatedNat aliceNat = new SimulatedNat(simulation.network(), ALICE_OUTSIDE, NatBehaviour.SYMMETRIC);
        // A full cone that keeps ports, held open by datagrams to anywhere, is a port forwarding.
        SimulatedNat bobNat = new SimulatedNat(simulation.network(), Pair.BOB, NatBehaviour.FULL_CONE);
        InetAddress bobInside = new InetSocketAddress("10.9.9.9", 0).getAddress();
        Pair pair = new Pair(simulation, Pair.Algorithms.DEFAULT, aliceNat, bobNat, ALICE_INSIDE, bobInside);
        for (int port : new int[] {500, 4500}) {
            pair.bob.send(NetworkPacket.datagram(
                    new InetSocketAddress(bobInside, port), new InetSocketAddress("203.0.113.1", 9), new byte[1]));
        }
        pair.alice.initiate(pair.toBob, Pair.BOB);
        pair.comesUp().agrees();
        assertEncapsulated(pair);
        assertThat(pair.alice.sessions().get(0).behindNat()).isTrue();
        assertThat(pair.alice.sessions().get(0).peerBehindNat()).isTrue();
    }

    @Test
    void without_a_nat_and_mobike_everything_stays_on_port_500_and_esp_is_bare() {
        Pair pair = Pair.of(5, ProtocolOptions.DEFAULT.withMobike(false));
        pair.simulation
                .network()
                .onSent(transit ->
                        assertThat(transit.packet().destination().getPort()).isEqualTo(500));
        pair.initiate().comesUp().agrees();
        assertThat(pair.alice.dataPlane().installed().get(0).udpEncapsulation()).isFalse();
        pair.deletedBy(pair.alice);
    }

    /** RFC 4555 3.3: with MOBIKE everything moves to 4500, as a NAT may stand in the way later. */
    @Test
    void with_mobike_everything_moves_to_4500_and_esp_is_bare_without_a_nat() {
        Pair pair = Pair.of(5).initiate().comesUp().agrees();
        assertThat(pair.alice.sessions().get(0).path().natTraversal()).isTrue();
        assertThat(established(pair.bob).path().natTraversal()).isTrue();
        assertThat(pair.alice.dataPlane().installed().get(0).udpEncapsulation()).isFalse();
        pair.deletedBy(pair.bob);
    }

    /**
     * RFC 7296 2.23: the end that is not behind the NAT follows the other to where its authentic messages come from.
     */
    @Test
    void after_a_rebinding_the_responder_follows_and_can_still_delete() {
        Simulation simulation = new Simulation(5);
        SimulatedNat nat = new SimulatedNat(simulation.network(), ALICE_OUTSIDE, NatBehaviour.HOME_ROUTER);
        Pair pair = new Pair(
                        simulation,
                        ProtocolOptions.DEFAULT.withMobike(false),
                        nat,
                        simulation.network(),
                        ALICE_INSIDE,
                        Pair.BOB)
                .initiate()
                .comesUp();
        InetSocketAddress before = established(pair.bob).path().remote();
        InetAddress moved = new InetSocketAddress("198.51.100.77", 0).getAddress();
        nat.rebind(moved);
        pair.alice.input(new IkeInput.CheckLiveness(pair.alice.sessions().get(0).localSpi()));
        simulation.run(Duration.ofSeconds(1));
        InetSocketAddress after = established(pair.bob).path().remote();
        assertThat(after).isNotEqualTo(before);
        assertThat(after.getAddress()).isEqualTo(moved);
        pair.deletedBy(pair.bob);
    }

    private static int portOfBob(NetworkPacket packet) {
        return packet.destination().getAddress().equals(Pair.BOB)
                ? packet.destination().getPort()
                : packet.source().getPort();
    }

    private static void assertEncapsulated(Pair pair) {
        assertThat(pair.alice.dataPlane().installed().get(0).udpEncapsulation()).isTrue();
        assertThat(pair.bob.dataPlane().installed().get(0).udpEncapsulation()).isTrue();
        assertThat(pair.alice.sessions().get(0).path().natTraversal()).isTrue();
        assertThat(established(pair.bob).path().natTraversal()).isTrue();
    }

    private static IkeSaSnapshot established(SimulatedEndpoint endpoint) {
        return endpoint.sessions().stream()
                .filter(sa -> sa.phase() == IkeSaSnapshot.Phase.ESTABLISHED)
                .findFirst()
                .orElseThrow();
    }
}
