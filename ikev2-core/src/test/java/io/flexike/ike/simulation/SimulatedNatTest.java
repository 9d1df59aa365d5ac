package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedNatTest {
    private static final InetSocketAddress INSIDE = new InetSocketAddress("10.0.0.2", 500);
    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.2", 500);
    private static final InetSocketAddress OTHER = new InetSocketAddress("192.0.2.3", 500);
    private static final InetSocketAddress OUTSIDE = new InetSocketAddress("198.51.100.1", 0);
    private static final InetSocketAddress OUTSIDE_TOO = new InetSocketAddress("198.51.100.2", 0);

    private final Simulation simulation = new Simulation(1);
    private final SimulatedNetwork network = simulation.network();
    private final List<NetworkPacket> atServer = new ArrayList<>();
    private final List<NetworkPacket> atHost = new ArrayList<>();
    private final NetworkPort server = network.attach(SERVER.getAddress(), atServer::add);

    @Test
    void an_inside_port_gets_one_outside_port_and_answers_find_back() {
        SimulatedNat nat = nat(NatBehaviour.HOME_ROUTER);
        NetworkPort host = nat.attach(INSIDE.getAddress(), atHost::add);
        InetSocketAddress first = reach(host, SERVER);
        InetSocketAddress second = reach(host, SERVER);
        assertThat(first).isEqualTo(second);
        assertThat(first.getAddress()).isEqualTo(OUTSIDE.getAddress());
        assertThat(first.getPort()).isNotEqualTo(INSIDE.getPort());
        assertThat(nat.mappings()).singleElement().satisfies(mapping -> {
            assertThat(mapping.inside()).isEqualTo(INSIDE);
            assertThat(mapping.outside()).isEqualTo(first);
        });
        answer(first);
        assertThat(atHost).singleElement().satisfies(packet -> {
            assertThat(packet.destination()).isEqualTo(INSIDE);
            assertThat(packet.source()).isEqualTo(SERVER);
        });
    }

    @Test
    void a_stranger_does_not_get_in_but_does_through_a_full_cone() {
        for (boolean open : List.of(false, true)) {
            atHost.clear();
            SimulatedNat nat = new SimulatedNat(
                    network,
                    (open ? OUTSIDE : OUTSIDE_TOO).getAddress(),
                    open ? NatBehaviour.FULL_CONE : NatBehaviour.HOME_ROUTER);
            InetSocketAddress mapped = reach(nat.attach(INSIDE.getAddress(), atHost::add), SERVER);
            Transit transit = network.inject(NetworkPacket.datagram(OTHER, mapped, new byte[4]));
            simulation.run(Duration.ofSeconds(1));
            assertThat(atHost).hasSize(open ? 1 : 0);
            assertThat(transit.lost()).isEqualTo(!open);
        }
    }

    @Test
    void a_port_is_preserved_for_the_first_that_has_it() {
        SimulatedNat nat = nat(NatBehaviour.HOME_ROUTER.withPortPreservation(true));
        NetworkPort first = nat.attach(INSIDE.getAddress(), packet -> {});
        InetSocketAddress neighbour = new InetSocketAddress("10.0.0.3", 500);
        NetworkPort second = nat.attach(neighbour.getAddress(), packet -> {});
        assertThat(reach(first, SERVER).getPort()).isEqualTo(500);
        second.send(NetworkPacket.datagram(neighbour, SERVER, new byte[4]));
        simulation.run(Duration.ofSeconds(1));
        assertThat(atServer.get(1).source().getPort()).isNotEqualTo(500);
    }

    @Test
    void a_symmetric_nat_maps_each_remote_end_anew() {
        List<NetworkPacket> atOther = new ArrayList<>();
        network.attach(OTHER.getAddress(), atOther::add);
        NetworkPort host = nat(NatBehaviour.SYMMETRIC).attach(INSIDE.getAddress(), packet -> {});
        InetSocketAddress seenByServer = reach(host, SERVER);
        host.send(NetworkPacket.datagram(INSIDE, OTHER, new byte[4]));
        simulation.run(Duration.ofSeconds(1));
        assertThat(atOther.get(0).source()).isNotEqualTo(seenByServer);
    }

    @Test
    void a_mapping_runs_out_when_idle_and_not_before() {
        SimulatedNat nat = nat(NatBehaviour.HOME_ROUTER.withIdleTimeout(Duration.ofSeconds(30)));
        NetworkPort host = nat.attach(INSIDE.getAddress(), atHost::add);
        InetSocketAddress first = reach(host, SERVER);
        simulation.run(Duration.ofSeconds(25));
        assertThat(reach(host, SERVER)).isEqualTo(first);
        simulation.run(Duration.ofSeconds(31));
        assertThat(nat.mappings()).isEmpty();
        Transit late = answer(first);
        assertThat(late.loss()).contains(Transit.Loss.NO_NAT_MAPPING);
        assertThat(reach(host, SERVER)).isNotEqualTo(first);
    }

    @Test
    void rebinding_gives_new_ports_and_a_new_address_if_asked() {
        SimulatedNat nat = nat(NatBehaviour.HOME_ROUTER);
        NetworkPort host = nat.attach(INSIDE.getAddress(), atHost::add);
        InetSocketAddress first = reach(host, SERVER);
        nat.rebind();
        InetSocketAddress second = reach(host, SERVER);
        assertThat(second.getAddress()).isEqualTo(first.getAddress());
        assertThat(second.getPort()).isNotEqualTo(first.getPort());
        assertThat(answer(first).loss()).contains(Transit.Loss.NO_NAT_MAPPING);
        nat.rebind(OUTSIDE_TOO.getAddress());
        assertThat(reach(host, SERVER).getAddress()).isEqualTo(OUTSIDE_TOO.getAddress());
        assertThat(answer(second).loss()).contains(Transit.Loss.NO_RECEIVER);
    }

    @Test
    void hosts_behind_two_nats_may_have_the_same_address() {
        NetworkPort one = nat(NatBehaviour.HOME_ROUTER).attach(INSIDE.getAddress(), packet -> {});
        NetworkPort other = new SimulatedNat(network, OUTSIDE_TOO.getAddress(), NatBehaviour.HOME_ROUTER)
                .attach(INSIDE.getAddress(), packet -> {});
        assertThat(reach(one, SERVER).getAddress()).isEqualTo(OUTSIDE.getAddress());
        assertThat(reach(other, SERVER).getAddress()).isEqualTo(OUTSIDE_TOO.getAddress());
    }

    @Test
    void a_nat_may_stand_behind_another() {
        SimulatedNat outer = nat(NatBehaviour.SYMMETRIC);
        SimulatedNat inner =
                new SimulatedNat(outer, new InetSocketAddress("100.64.0.7", 0).getAddress(), NatBehaviour.HOME_ROUTER);
        NetworkPort host = inner.attach(INSIDE.getAddress(), atHost::add);
        InetSocketAddress seen = reach(host, SERVER);
        assertThat(seen.getAddress()).isEqualTo(OUTSIDE.getAddress());
        answer(seen);
        assertThat(atHost).hasSize(1);
    }

    @Test
    void neighbours_inside_talk_without_translation() {
        SimulatedNat nat = nat(NatBehaviour.HOME_ROUTER);
        NetworkPort host = nat.attach(INSIDE.getAddress(), packet -> {});
        InetSocketAddress neighbour = new InetSocketAddress("10.0.0.3", 500);
        List<NetworkPacket> atNeighbour = new ArrayList<>();
        nat.attach(neighbour.getAddress(), atNeighbour::add);
        host.send(NetworkPacket.datagram(INSIDE, neighbour, new byte[4]));
        simulation.run(Duration.ofSeconds(1));
        assertThat(atNeighbour.get(0).source()).isEqualTo(INSIDE);
        assertThat(nat.mappings()).isEmpty();
    }

    @Test
    void only_udp_is_translated() {
        NetworkPort host = nat(NatBehaviour.FULL_CONE).attach(INSIDE.getAddress(), atHost::add);
        Transit out = host.send(NetworkPacket.esp(INSIDE.getAddress(), SERVER.getAddress(), new byte[16]));
        Transit in = server.send(NetworkPacket.esp(SERVER.getAddress(), OUTSIDE.getAddress(), new byte[16]));
        simulation.run(Duration.ofSeconds(1));
        assertThat(out.loss()).contains(Transit.Loss.NOT_TRANSLATABLE);
        assertThat(in.loss()).contains(Transit.Loss.NOT_TRANSLATABLE);
    }

    private SimulatedNat nat(NatBehaviour behaviour) {
        return new SimulatedNat(network, OUTSIDE.getAddress(), behaviour);
    }

    /** Sends from the inside host to the server and tells from where it seemed to come. */
    private InetSocketAddress reach(NetworkPort host, InetSocketAddress destination) {
        host.send(NetworkPacket.datagram(INSIDE, destination, new byte[4]));
        simulation.run(Duration.ofSeconds(1));
        return atServer.get(atServer.size() - 1).source();
    }

    private Transit answer(InetSocketAddress to) {
        Transit transit = server.send(NetworkPacket.datagram(SERVER, to, new byte[4]));
        simulation.run(Duration.ofSeconds(1));
        return transit;
    }
}
