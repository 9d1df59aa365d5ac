package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.ike.engine.EngineLimits;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.RetransmissionSchedule;
import io.flexike.ike.session.TcpEncapsulation;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9329: TCP where UDP is blocked. */
class TcpScenarioTest {
    private static final InetAddress ALICE = new InetSocketAddress("192.0.2.1", 0).getAddress();
    private static final InetAddress BOB = new InetSocketAddress("192.0.2.2", 0).getAddress();
    private static final InetAddress NAT = new InetSocketAddress("198.51.100.1", 0).getAddress();
    private static final IkePorts WITH_TCP = IkePorts.STANDARD.withTcp(4500);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final PeerProfile TO_BOB =
            Pair.profile("to-bob", "alice.example", "bob.example", "10.1.0.0/16", "10.2.0.0/16");
    private static final PeerProfile TO_ALICE =
            Pair.profile("to-alice", "bob.example", "alice.example", "10.2.0.0/16", "10.1.0.0/16");

    private final List<NetworkPacket> sent = new ArrayList<>();

    /** Alice and Bob, who both know of TCP. */
    private final class World {
        final Simulation simulation;
        final SimulatedEndpoint alice;
        final SimulatedEndpoint bob;

        World(long seed, TcpEncapsulation mode, boolean nat) {
            simulation = new Simulation(seed);
            NetworkSegment inside =
                    nat ? new SimulatedNat(simulation.network(), NAT, NatBehaviour.SYMMETRIC) : simulation.network();
            alice = simulation.endpoint("alice", settings("alice", mode), inside, WITH_TCP, List.of(ALICE));
            bob = simulation.endpoint(
                    "bob", settings("bob", mode, TO_ALICE), simulation.network(), WITH_TCP, List.of(BOB));
            simulation.network().onSent(transit -> sent.add(transit.packet()));
        }

        private EngineSettings settings(String name, TcpEncapsulation mode, PeerProfile... responding) {
            return EngineSettings.of(CryptoProvider.standard(), simulation.random(name), List.of(responding))
                    .with(new RetransmissionSchedule(Duration.ofMillis(500), 1.5, Duration.ofSeconds(4), 8))
                    .with(EngineLimits.DEFAULT.withCookieThreshold(0))
                    .with(ProtocolOptions.DEFAULT.withTcp(mode));
        }

        private Runnable unblockUdp = () -> {};

        World blockUdp() {
            unblockUdp = simulation.network().dropIf(NetworkPacket::isDatagram);
            return this;
        }

        World comesUp() {
            assertThat(simulation.runUntil(() -> isUp(alice) && isUp(bob), LONG))
                    .isTrue();
            return this;
        }

        private static boolean isUp(SimulatedEndpoint end) {
            return end.sessions().stream().anyMatch(sa -> sa.phase() == IkeSaSnapshot.Phase.ESTABLISHED)
                    && !end.dataPlane().installed().isEmpty();
        }

        long over(int protocol) {
            return sent.stream().filter(packet -> packet.protocol() == protocol).count();
        }
    }

    @Test
    void where_udp_is_blocked_the_initiator_goes_over_to_tcp_with_a_new_spi() {
        for (long seed = 0; seed < 20; seed++) {
            sent.clear();
            World world = new World(seed, TcpEncapsulation.FALLBACK, seed % 2 == 1).blockUdp();
            world.simulation
                    .network()
                    .conditions(new NetworkConditions(Duration.ofMillis(5), Duration.ofMillis(90), 0.3, 0.3, 0.3));
            long handle = world.alice.initiate(TO_BOB, BOB, WITH_TCP);
            long first = world.alice.initiated(handle).orElseThrow();
            world.comesUp();

            // RFC 9329 5.1: at least one retransmission over UDP, then anew with another SPI.
            assertThat(world.over(NetworkPacket.UDP)).isEqualTo(3);
            // 5.1 and 6.2: IKE_SA_INIT and IKE_AUTH, each once and without a cookie.
            assertThat(world.over(NetworkPacket.TCP)).isEqualTo(4);
            IkeSaSnapshot sa = world.alice.sessions().get(0);
            assertThat(world.alice.sessions()).hasSize(1);
            assertThat(sa.localSpi()).isNotEqualTo(first);
            assertThat(world.alice.initiated(handle)).hasValue(sa.localSpi());
            assertThat(sa.path().carrier()).isEqualTo(Carrier.TCP);
            assertThat(world.alice.events(IkeEvent.IkeSaRekeyed.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.oldIkeSpi()).isEqualTo(first));
            assertThat(world.alice.events(IkeEvent.IkeSaClosed.class)).isEmpty();
            // ESP goes over the same connection, so never into UDP, whatever NAT detection says.
            for (SimulatedEndpoint end : List.of(world.alice, world.bob)) {
                assertThat(end.dataPlane().installed()).singleElement().satisfies(child -> {
                    assertThat(child.udpEncapsulation()).isFalse();
                    assertThat(child.path().carrier()).isEqualTo(Carrier.TCP);
                });
            }
            assertThat(world.alice.dataPlane().differencesTo(world.bob.dataPlane()))
                    .isEmpty();

            // What the application says to the SPI that it was told first still holds.
            world.alice.input(new IkeInput.DeleteIkeSa(first));
            assertThat(world.simulation.runUntil(
                            () -> world.alice.sessions().isEmpty()
                                    && world.bob.sessions().isEmpty(),
                            LONG))
                    .isTrue();
            assertThat(world.over(NetworkPacket.UDP)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_initiator_goes_back_to_udp_as_soon_as_that_works(boolean behindNat) {
        World world = new World(7, TcpEncapsulation.FALLBACK, behindNat).blockUdp();
        long handle = world.alice.initiate(TO_BOB, BOB, WITH_TCP);
        world.comesUp();
        long spi = world.alice.initiated(handle).orElseThrow();
        // UDP is still blocked: the question goes over TCP in the end, and nothing moves.
        world.alice.input(new IkeInput.CheckLiveness(spi));
        world.simulation.run(LONG);
        assertThat(world.alice.sessions())
                .singleElement()
                .satisfies(sa -> assertThat(sa.path().carrier()).isEqualTo(Carrier.TCP));
        world.unblockUdp.run();
        world.alice.input(new IkeInput.CheckLiveness(spi));
        world.simulation.run(LONG);
        for (SimulatedEndpoint end : List.of(world.alice, world.bob)) {
            assertThat(end.sessions())
                    .singleElement()
                    .satisfies(sa -> assertThat(sa.path().carrier()).isEqualTo(Carrier.UDP_NAT_TRAVERSAL));
            assertThat(end.events(IkeEvent.PathChanged.class)).hasSize(1);
        }
        assertThat(SaAgreement.differences(world.alice, world.bob)).isEmpty();
    }

    @Test
    void where_udp_works_tcp_is_not_used() {
        World world = new World(1, TcpEncapsulation.FALLBACK, false);
        world.alice.initiate(TO_BOB, BOB, WITH_TCP);
        world.comesUp();
        assertThat(world.over(NetworkPacket.TCP)).isZero();
    }

    @Test
    void an_initiator_that_is_told_so_begins_with_tcp() {
        World world = new World(1, TcpEncapsulation.ALWAYS, true);
        world.alice.initiate(TO_BOB, BOB, WITH_TCP);
        world.comesUp();
        assertThat(world.over(NetworkPacket.UDP)).isZero();
        assertThat(world.over(NetworkPacket.TCP)).isEqualTo(4);
    }

    @Test
    void without_permission_or_a_port_of_the_peer_there_is_no_tcp() {
        World off = new World(1, TcpEncapsulation.OFF, false).blockUdp();
        off.alice.initiate(TO_BOB, BOB, WITH_TCP);
        World unknown = new World(1, TcpEncapsulation.FALLBACK, false).blockUdp();
        unknown.alice.initiate(TO_BOB, BOB, IkePorts.STANDARD);
        for (World world : List.of(off, unknown)) {
            world.simulation.run(LONG);
            assertThat(world.alice.events(IkeEvent.IkeSaClosed.class))
                    .singleElement()
                    .satisfies(event -> assertThat(event.reason().kind()).isEqualTo(CloseReason.Kind.NO_RESPONSE));
        }
        assertThat(sent).allMatch(NetworkPacket::isDatagram);
    }

    @Test
    void where_tcp_is_blocked_too_the_session_ends_after_the_usual_time_and_one_request() {
        World world = new World(1, TcpEncapsulation.FALLBACK, false);
        world.simulation.network().partition(ALICE, BOB);
        world.alice.initiate(TO_BOB, BOB, WITH_TCP);
        world.simulation.run(LONG);
        assertThat(world.over(NetworkPacket.TCP)).isEqualTo(1);
        assertThat(world.alice.events(IkeEvent.IkeSaClosed.class))
                .singleElement()
                .satisfies(event -> assertThat(event.reason().kind()).isEqualTo(CloseReason.Kind.NO_RESPONSE));
        assertThat(world.alice.sessions()).isEmpty();
    }

    /** RFC 9329 6.2: over a new connection goes once more what has no response. */
    @Test
    void after_a_reconnection_an_unanswered_request_goes_once_more() {
        World world = new World(1, TcpEncapsulation.ALWAYS, false);
        world.alice.initiate(TO_BOB, BOB, WITH_TCP);
        world.comesUp();
        IkeSaSnapshot sa = world.alice.sessions().get(0);
        Runnable heal = world.simulation.network().dropIf(NetworkPacket::isStreamed);
        world.alice.input(new IkeInput.CheckLiveness(sa.localSpi()));
        world.simulation.run(Duration.ofSeconds(5));
        assertThat(world.over(NetworkPacket.TCP)).isEqualTo(5);
        heal.run();
        world.alice.input(new IkeInput.Reconnected(sa.path()));
        world.simulation.run(Duration.ofSeconds(60));
        assertThat(world.over(NetworkPacket.TCP)).isEqualTo(7);
        assertThat(sent.get(5).octets()).isEqualTo(sent.get(4).octets());
        assertThat(world.alice.sessions()).hasSize(1);
    }

    /** RFC 9329 6.1: the responder sends over the connection from which the last authentic message came. */
    @Test
    void a_responder_follows_the_initiator_to_a_new_connection() {
        World world = new World(2, TcpEncapsulation.ALWAYS, false);
        world.alice.initiate(TO_BOB, BOB, WITH_TCP);
        world.comesUp();
        NetworkPacket[] last = new NetworkPacket[1];
        Runnable stop = world.simulation.network().dropIf(packet -> {
            if (packet.isStreamed() && packet.source().getAddress().equals(ALICE)) {
                last[0] = packet;
                return last[0].source().getPort() < 40_000;
            }
            return false;
        });
        world.alice.input(
                new IkeInput.CheckLiveness(world.alice.sessions().get(0).localSpi()));
        InetSocketAddress other = new InetSocketAddress(ALICE, 44_444);
        world.simulation.network().inject(last[0].withSource(other));
        world.simulation.run(Duration.ofSeconds(1));
        stop.run();
        assertThat(world.bob.sessions().get(0).path().remote()).isEqualTo(other);
        assertThat(world.bob.sessions().get(0).path().carrier()).isEqualTo(Carrier.TCP);
    }
}
