package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.simulation.TunnelPassage.Fate;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SimulatedDataPlaneTest {
    private static final long IKE_SPI = 77;
    static final InetSocketAddress LEFT = new InetSocketAddress("192.0.2.1", 4500);
    static final InetSocketAddress RIGHT = new InetSocketAddress("192.0.2.2", 4500);
    private static final ChildSaParameters MODEL = Pair.of(1, Pair.Algorithms.QUICK)
            .initiate()
            .comesUp()
            .alice
            .dataPlane()
            .installed()
            .get(0);

    private final Simulation simulation = new Simulation(1);
    private final Host left = new Host("left", LEFT);
    private final Host right = new Host("right", RIGHT);

    /** A data plane without an engine. */
    private final class Host implements SimulatedDataPlane.Host {
        private final SimulatedDataPlane plane;
        private final NetworkPort port;
        private final List<IkeInput> told = new ArrayList<>();

        Host(String name, InetSocketAddress address) {
            plane = new SimulatedDataPlane(name, simulation.tunnels(), this);
            port = simulation.network().attach(address.getAddress(), plane::receive);
        }

        @Override
        public Instant now() {
            return simulation.clock().instant();
        }

        @Override
        public Transit send(NetworkPacket packet) {
            return port.send(packet);
        }

        @Override
        public void tell(IkeInput input) {
            told.add(input);
        }
    }

    @Test
    void a_packet_arrives_if_the_keys_of_both_ends_are_the_same() {
        both(1, true, SaLifetime.ENDLESS);
        assertThat(ping().fate()).isEqualTo(Fate.DELIVERED);
        assertThat(right.told).isEmpty();
        left.plane.stopSending(1);
        left.plane.install(child(2, 102, "others", LEFT, RIGHT, SaLifetime.ENDLESS), true);
        right.plane.install(child(102, 2, "keys", RIGHT, LEFT, SaLifetime.ENDLESS), true);
        assertThat(ping().fate()).isEqualTo(Fate.NOT_AUTHENTIC);
        assertThat(simulation.tunnels().lost()).hasSize(1);
    }

    @Test
    void without_a_sending_sa_nothing_leaves_and_the_newest_one_sends() {
        assertThat(ping().fate()).isEqualTo(Fate.NO_SENDING_SA);
        both(1, true, SaLifetime.ENDLESS);
        both(2, false, SaLifetime.ENDLESS);
        assertThat(ping().outboundSpi()).isEqualTo(101);
        left.plane.startSending(2);
        assertThat(ping().outboundSpi()).isEqualTo(102);
        left.plane.stopSending(2);
        assertThat(ping().outboundSpi()).isEqualTo(101);
        left.plane.stopSending(1);
        assertThat(ping().fate()).isEqualTo(Fate.NO_SENDING_SA);
        assertThat(simulation.tunnels().refused()).hasSize(2);
        assertThat(simulation.tunnels().lost()).isEmpty();
    }

    @Test
    void the_first_packet_through_an_sa_that_only_receives_is_told_once() {
        left.plane.install(child(1, 101, "a", LEFT, RIGHT, SaLifetime.ENDLESS), true);
        right.plane.install(child(101, 1, "a", RIGHT, LEFT, SaLifetime.ENDLESS), false);
        assertThat(ping().fate()).isEqualTo(Fate.DELIVERED);
        assertThat(ping().fate()).isEqualTo(Fate.DELIVERED);
        assertThat(right.told).containsExactly(new IkeInput.ChildSaInUse(IKE_SPI, 101));
    }

    @Test
    void the_inbound_half_is_open_until_it_is_removed() {
        both(1, true, SaLifetime.ENDLESS);
        right.plane.stopSending(101);
        assertThat(ping().fate()).isEqualTo(Fate.DELIVERED);
        right.plane.remove(101, 1);
        assertThat(ping().fate()).isEqualTo(Fate.UNKNOWN_SPI);
        assertThat(simulation.tunnels().lost()).hasSize(1);
        simulation.tunnels().excuse(101, 1);
        assertThat(simulation.tunnels().lost()).isEmpty();
    }

    @Test
    void a_copy_is_dropped_and_a_packet_may_overtake_others() {
        both(1, true, SaLifetime.ENDLESS);
        simulation
                .network()
                .conditions(NetworkConditions.PERFECT.withDuplication(1).withReordering(0.5));
        for (int i = 0; i < 500; i++) {
            offer();
            simulation.run(Duration.ofMillis(1));
        }
        simulation.run(Duration.ofSeconds(1));
        assertThat(simulation.tunnels().withFate(Fate.DELIVERED)).hasSize(500);
        assertThat(simulation.tunnels().passages())
                .allSatisfy(passage -> assertThat(passage.arrivals()).hasSize(2));
    }

    @Test
    void what_was_sent_very_long_ago_is_behind_the_replay_window() {
        both(1, true, SaLifetime.ENDLESS);
        TunnelPassage late = offer();
        PacketInFlight flight = simulation.network().inFlight().get(0);
        simulation.network().remove(flight);
        for (int i = 0; i < 1024; i++) {
            offer();
        }
        simulation.run(Duration.ofSeconds(1));
        flight.arrive();
        assertThat(late.fate()).isEqualTo(Fate.REPLAYED);
        assertThat(simulation.tunnels().withFate(Fate.DELIVERED)).hasSize(1024);
    }

    @Test
    void limits_are_told_once_and_nothing_passes_the_hard_one() {
        both(1, true, SaLifetime.ENDLESS.packets(10));
        for (int i = 0; i < 8; i++) {
            ping();
        }
        assertThat(left.told).isEmpty();
        ping();
        assertThat(left.told).containsExactly(new IkeInput.ChildSaLimitReached(IKE_SPI, 1, false));
        assertThat(right.told).containsExactly(new IkeInput.ChildSaLimitReached(IKE_SPI, 101, false));
        ping();
        assertThat(ping().fate()).isEqualTo(Fate.LIMIT_REACHED);
        assertThat(left.told).hasSize(2).contains(new IkeInput.ChildSaLimitReached(IKE_SPI, 1, true));
    }

    @Test
    void octets_count_as_well() {
        both(1, true, SaLifetime.ENDLESS.octets(2 * TunnelPacket.PING_OCTETS));
        ping();
        ping();
        assertThat(left.told)
                .containsExactly(
                        new IkeInput.ChildSaLimitReached(IKE_SPI, 1, false),
                        new IkeInput.ChildSaLimitReached(IKE_SPI, 1, true));
    }

    @Test
    void only_the_newest_packet_tells_that_the_peer_is_elsewhere() {
        both(1, true, SaLifetime.ENDLESS);
        InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.9", 4500);
        TunnelPassage first = offer();
        TunnelPassage second = offer();
        List<PacketInFlight> inFlight = simulation.network().inFlight();
        inFlight.forEach(simulation.network()::remove);
        right.plane.receive(inFlight.get(1).packet().withSource(elsewhere));
        right.plane.receive(inFlight.get(0).packet().withSource(elsewhere));
        assertThat(first.fate()).isEqualTo(Fate.DELIVERED);
        assertThat(second.fate()).isEqualTo(Fate.DELIVERED);
        assertThat(right.told).containsExactly(new IkeInput.PacketFromElsewhere(IKE_SPI, 101, elsewhere));
    }

    @Test
    void a_moved_sa_sends_to_the_new_place() {
        both(1, true, SaLifetime.ENDLESS);
        InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.9", 4501);
        left.plane.move(1, new Path(LEFT, elsewhere, true), true);
        NetworkPacket packet = offer().transit().orElseThrow().packet();
        assertThat(packet.isDatagram()).isTrue();
        assertThat(packet.destination()).isEqualTo(elsewhere);
    }

    @Test
    void the_last_traffic_of_an_ike_sa_is_known_and_goes_on_to_its_successor() {
        both(1, true, SaLifetime.ENDLESS);
        assertThat(left.plane.traffic(IKE_SPI)).isEqualTo(new IkeInput.Traffic(IKE_SPI, Instant.MIN, Instant.MIN));
        Instant sent = simulation.clock().instant();
        ping();
        left.plane.inherit(IKE_SPI, 78);
        assertThat(left.plane.traffic(78)).isEqualTo(new IkeInput.Traffic(78, Instant.MIN, sent));
        assertThat(right.plane.traffic(IKE_SPI).received()).isEqualTo(sent.plusMillis(10));
    }

    @Test
    void packets_that_come_before_an_expected_sa_wait_for_it_for_a_moment() {
        left.plane.install(child(1, 101, "a", LEFT, RIGHT, SaLifetime.ENDLESS), true);
        right.plane.expect(101);
        TunnelPassage late = ping();
        simulation.run(Duration.ofSeconds(1));
        TunnelPassage early = ping();
        right.plane.install(child(101, 1, "a", RIGHT, LEFT, SaLifetime.ENDLESS), true);
        assertThat(early.fate()).isEqualTo(Fate.DELIVERED);
        assertThat(late.fate()).isEqualTo(Fate.UNKNOWN_SPI);
        assertThat(right.plane.expected()).isEmpty();
    }

    @Test
    void packets_of_what_nothing_came_of_are_lost() {
        left.plane.install(child(1, 101, "a", LEFT, RIGHT, SaLifetime.ENDLESS), true);
        right.plane.expect(101);
        TunnelPassage early = ping();
        right.plane.forgetExpected(101);
        assertThat(early.fate()).isEqualTo(Fate.UNKNOWN_SPI);
        assertThatIllegalStateException().isThrownBy(() -> right.plane.forgetExpected(101));
    }

    @Test
    void an_installation_can_be_made_to_fail() {
        left.plane.failNextInstallation("out of memory");
        both(1, true, SaLifetime.ENDLESS);
        assertThat(left.plane.installed()).isEmpty();
        assertThat(left.told).containsExactly(new IkeInput.InstallationFailed(IKE_SPI, 1, "out of memory"));
        left.plane.remove(1, 101);
        assertThatIllegalStateException().isThrownBy(() -> left.plane.remove(1, 101));
        assertThatIllegalStateException().isThrownBy(() -> left.plane.startSending(1));
    }

    private TunnelPassage offer() {
        return left.plane.offer(simulation.tunnels().next(Pair.INSIDE_ALICE, Pair.INSIDE_BOB));
    }

    private TunnelPassage ping() {
        TunnelPassage passage = offer();
        simulation.run(Duration.ofMillis(100));
        return passage;
    }

    private void both(int spi, boolean sending, SaLifetime lifetime) {
        left.plane.install(child(spi, spi + 100, "a", LEFT, RIGHT, lifetime), sending);
        right.plane.install(child(spi + 100, spi, "a", RIGHT, LEFT, lifetime), sending);
    }

    static ChildSaParameters child(
            int inbound,
            int outbound,
            String key,
            InetSocketAddress local,
            InetSocketAddress remote,
            SaLifetime lifetime) {
        SecretBytes toLeft = SecretBytes.ofUtf8(key + " to left");
        SecretBytes toRight = SecretBytes.ofUtf8(key + " to right");
        boolean isLeft = local.getAddress().equals(LEFT.getAddress());
        SecretBytes none = SecretBytes.empty();
        List<AddressSelector> leftNet = List.of(AddressSelector.subnet("10.1.0.0/16"));
        List<AddressSelector> rightNet = List.of(AddressSelector.subnet("10.2.0.0/16"));
        return new ChildSaParameters(
                IKE_SPI,
                "model",
                inbound,
                outbound,
                MODEL.suite(),
                new ChildSaParameters.Keys(isLeft ? toLeft : toRight, none, isLeft ? toRight : toLeft, none),
                isLeft ? leftNet : rightNet,
                isLeft ? rightNet : leftNet,
                new Path(local, remote, false),
                false,
                ChildSaMode.TUNNEL,
                lifetime,
                false,
                false,
                OptionalInt.empty());
    }
}
