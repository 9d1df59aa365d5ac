package io.flexike.esp;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.withDf;
import static io.flexike.esp.packet.Packets.withPorts;
import static io.flexike.esp.packet.Packets.withTrafficClass;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.gre.GreDropReason;
import io.flexike.esp.gre.GreEnds;
import io.flexike.esp.gre.GreProtocol;
import io.flexike.esp.gre.GreSettings;
import io.flexike.esp.gre.GreTunnel;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import io.flexike.esp.packet.Checksums;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two data planes with a GRE tunnel between their hosts, which SAs of host to host and protocol 47 protect. */
@Timeout(60)
class GreDataPlaneTest {
    private static final int GRE = 47;
    private static final String LEFT = "192.0.2.1";
    private static final String RIGHT = "192.0.2.2";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration IMPATIENCE = Duration.ofMillis(200);

    private final TwoGateways gateways = new TwoGateways();
    private GreTunnel alice;
    private GreTunnel bob;

    @AfterEach
    void close() {
        gateways.close();
    }

    private void open(GreSettings atAlice, GreSettings atBob, Encapsulation encapsulation, String left, String right) {
        alice = GreTunnel.over(gateways.alice.tun, atAlice);
        bob = GreTunnel.over(gateways.bob.tun, atBob);
        gateways.alice.device = alice;
        gateways.bob.device = bob;
        gateways.open(encapsulation, left, right);
    }

    private void connect(String left, String right) {
        alice.connect(new GreEnds(address(left), address(right)));
        bob.connect(new GreEnds(address(right), address(left)));
    }

    private void install(Mode mode, Encapsulation encapsulation, String left, String right) {
        gateways.bob.plane.install(TestSas.bob(TestSas.GCM_128)
                .mode(mode)
                .path(path(encapsulation, right, left))
                .local(gre(right))
                .remote(gre(left))
                .build());
        gateways.alice.plane.install(TestSas.alice(TestSas.GCM_128)
                .mode(mode)
                .path(path(encapsulation, left, right))
                .local(gre(left))
                .remote(gre(right))
                .build());
    }

    private void openConnected(Mode mode) {
        open(GreSettings.standard(), GreSettings.standard(), Encapsulation.UDP, LEFT, RIGHT);
        connect(LEFT, RIGHT);
        install(mode, Encapsulation.UDP, LEFT, RIGHT);
    }

    private static Selector gre(String host) {
        return Selector.subnet(host).onlyProtocol(GRE);
    }

    private static InetSocketAddress port4500(String address) {
        return new InetSocketAddress(address(address), 4500);
    }

    private static OuterPath path(Encapsulation encapsulation, String local, String remote) {
        return new OuterPath(port4500(local), port4500(remote), encapsulation);
    }

    private boolean pings(String from, String to, int octets, Duration timeout) throws InterruptedException {
        return gateways.alice
                .host
                .ping(address(from), address(to), octets, timeout)
                .isPresent();
    }

    private boolean pings(Duration timeout) throws InterruptedException {
        return pings("10.1.0.1", "10.2.0.1", 56, timeout);
    }

    /** The host answers before its packet is counted. */
    private void awaitReceived(long packets) {
        while (bob.counters().received() < packets && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        assertThat(bob.counters().received()).isEqualTo(packets);
    }

    private static Stream<Arguments> combinations() {
        List<Arguments> all = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (Encapsulation encapsulation : TestSas.ESP_ENCAPSULATIONS) {
                all.add(Arguments.of(mode, encapsulation, LEFT, RIGHT));
                all.add(Arguments.of(mode, encapsulation, "2001:db8::1", "2001:db8::2"));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void hosts_reach_each_other_with_both_ip_versions(Mode mode, Encapsulation encapsulation, String left, String right)
            throws InterruptedException {
        GreSettings settings = GreSettings.standard().withKey(42).withChecksum();
        open(settings, settings, encapsulation, left, right);
        connect(left, right);
        install(mode, encapsulation, left, right);

        for (int octets : new int[] {0, 56, 1350, 4000}) {
            assertThat(pings("10.1.0.1", "10.2.0.1", octets, PATIENCE))
                    .as("%d octets", octets)
                    .isTrue();
            assertThat(pings("fd01::1", "fd02::1", octets, PATIENCE))
                    .as("%d octets", octets)
                    .isTrue();
        }

        awaitReceived(alice.counters().sent());
        assertThat(bob.counters().drops()).isEmpty();
        assertThat(alice.counters().drops()).isEmpty();
        assertThat(gateways.alice.plane.snapshot().drops()).isEmpty();
        assertThat(gateways.bob.plane.snapshot().drops()).isEmpty();
    }

    @Test
    void in_transport_mode_only_gre_travels() throws InterruptedException {
        List<Integer> lengths = new ArrayList<>();
        gateways.network.link((datagram, onwards) -> {
            lengths.add(datagram.octets().length);
            onwards.accept(datagram);
        });
        openConnected(Mode.TRANSPORT);

        assertThat(pings(PATIENCE)).isTrue();

        // SPI and number 8, IV 8; GRE 4, IP 20, ICMP 8 and 56, with a trailer of 4; ICV 16
        assertThat(lengths).containsExactly(124, 124);
    }

    @Test
    void with_ah_there_is_room_for_all_headers() throws InterruptedException {
        GreSettings all = GreSettings.standard().withKey(1).withChecksum().withSequenceNumbers();
        open(all, all, Encapsulation.AH, "2001:db8::1", "2001:db8::2");
        connect("2001:db8::1", "2001:db8::2");
        OuterPath there = path(Encapsulation.AH, "2001:db8::1", "2001:db8::2");
        OuterPath back = path(Encapsulation.AH, "2001:db8::2", "2001:db8::1");
        gateways.bob.plane.install(
                TestSas.anyTraffic(TestSas.bob(TestSas.AH_SHA_512_ESN).path(back)));
        gateways.alice.plane.install(
                TestSas.anyTraffic(TestSas.alice(TestSas.AH_SHA_512_ESN).path(there)));

        assertThat(pings("fd01::1", "fd02::1", 1352, PATIENCE)).isTrue();
        assertThat(gateways.alice.plane.snapshot().drops()).isEmpty();
    }

    @Test
    void another_key_is_another_tunnel() throws InterruptedException {
        open(GreSettings.standard().withKey(1), GreSettings.standard().withKey(2), Encapsulation.UDP, LEFT, RIGHT);
        connect(LEFT, RIGHT);
        install(Mode.TRANSPORT, Encapsulation.UDP, LEFT, RIGHT);

        assertThat(pings(IMPATIENCE)).isFalse();

        assertThat(bob.counters().drops(GreDropReason.WRONG_KEY)).isEqualTo(1);
        assertThat(gateways.bob.plane.snapshot().drops(DropReason.TUN_REFUSED)).isEqualTo(1);
    }

    // RFC 3948 3.1.2, RFC 7296 2.23.1
    @Test
    void behind_a_nat_each_side_has_the_ends_that_it_sees_and_follows_when_they_change() throws InterruptedException {
        String inside = "10.9.0.7";
        AtomicReference<InetSocketAddress> outside =
                new AtomicReference<>(new InetSocketAddress(address("203.0.113.5"), 6000));
        gateways.network.link((datagram, onwards) -> {
            if (datagram.source().equals(port4500(inside))) {
                onwards.accept(new InMemoryNetwork.Datagram(outside.get(), datagram.destination(), datagram.octets()));
            } else if (datagram.destination().equals(outside.get())) {
                onwards.accept(new InMemoryNetwork.Datagram(datagram.source(), port4500(inside), datagram.octets()));
            }
        });
        open(GreSettings.standard(), GreSettings.standard(), Encapsulation.UDP, inside, RIGHT);
        alice.connect(new GreEnds(address(inside), address(RIGHT)));
        bob.connect(new GreEnds(address(RIGHT), outside.get().getAddress()));
        gateways.bob.plane.install(TestSas.bob(TestSas.GCM_128)
                .mode(Mode.TRANSPORT)
                .path(OuterPath.udp(port4500(RIGHT), outside.get()))
                .local(gre(RIGHT))
                .remote(gre(inside))
                .build());
        gateways.alice.plane.install(TestSas.alice(TestSas.GCM_128)
                .mode(Mode.TRANSPORT)
                .path(OuterPath.udp(port4500(inside), port4500(RIGHT)))
                .local(gre(inside))
                .remote(gre(RIGHT))
                .build());
        assertThat(pings(PATIENCE)).isTrue();

        // the NAT has forgotten its binding and makes another one
        outside.set(new InetSocketAddress(address("203.0.113.6"), 7000));
        assertThat(pings(IMPATIENCE)).isFalse();
        PeerMoved moved = gateways.bob.moves.poll(5, TimeUnit.SECONDS);
        assertThat(moved).isNotNull();
        gateways.bob.plane.move(TestSas.BOB_SPI, OuterPath.udp(port4500(RIGHT), moved.observed()));
        assertThat(pings(IMPATIENCE)).isFalse();
        assertThat(bob.counters().drops(GreDropReason.WRONG_ENDS)).isEqualTo(1);

        bob.move(new GreEnds(address(RIGHT), moved.observed().getAddress()));
        assertThat(pings(PATIENCE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void gre_to_the_peers_outer_address_is_no_loop_but_our_own_esp_inside_it_is(Mode mode) throws InterruptedException {
        openConnected(mode);
        assertThat(pings(PATIENCE)).isTrue();
        assertThat(gateways.alice.plane.snapshot().drops(DropReason.LOOP)).isZero();

        // the host has a route to the peer's outer address through the tunnel
        gateways.alice.sendReliably(withPorts(LEFT, RIGHT, 17, 4500, 4500));
        gateways.alice.sendReliably(packet(LEFT, RIGHT, 99, new byte[8]));
        assertThat(pings(PATIENCE)).isTrue();

        assertThat(gateways.alice.plane.snapshot().drops(DropReason.LOOP)).isEqualTo(1);
        awaitReceived(3);
    }

    @Test
    void nhrp_goes_through_beside_ip() throws InterruptedException {
        BlockingQueue<byte[]> atBob = new LinkedBlockingQueue<>();
        openConnected(Mode.TRANSPORT);
        bob.onProtocol((protocol, octets) -> {
            if (protocol.equals(GreProtocol.NHRP)) {
                atBob.add(octets);
            }
        });

        assertThat(alice.send(GreProtocol.NHRP, new byte[] {1, 2, 3})).isTrue();

        assertThat(atBob.poll(5, TimeUnit.SECONDS)).containsExactly(1, 2, 3);
        assertThat(pings(PATIENCE)).isTrue();
    }

    @Test
    void traffic_without_an_sa_is_told_of_with_the_ends_of_the_tunnel() throws InterruptedException {
        open(GreSettings.standard(), GreSettings.standard(), Encapsulation.UDP, LEFT, RIGHT);
        connect(LEFT, RIGHT);

        gateways.alice.sendReliably(packet("10.1.0.1", "10.2.0.1", 1, new byte[8]));

        UnprotectedPacket packet = gateways.alice.unprotected.poll(5, TimeUnit.SECONDS);
        assertThat(packet).isNotNull();
        assertThat(packet.destination()).isEqualTo(address(RIGHT));
        assertThat(packet.protocol()).isEqualTo(GRE);
    }

    private byte[] next(BlockingQueue<byte[]> received) throws InterruptedException {
        byte[] packet = received.poll(5, TimeUnit.SECONDS);
        assertThat(packet).as("nothing came").isNotNull();
        return packet;
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void what_routers_tell_by_ecn_goes_through_both_headers(Mode mode) throws InterruptedException {
        openConnected(mode);
        gateways.keepReceived();
        gateways.network.link((datagram, onwards) -> onwards.accept(datagram.withTrafficClass(0x28 | 3)));
        byte[] ignorant = withTrafficClass(packet("10.1.0.1", "10.2.0.1", 17, new byte[20]), 0x48);
        byte[] able = withTrafficClass(ignorant, 0x48 | 2);

        gateways.alice.sendReliably(ignorant);
        gateways.alice.sendReliably(able);

        assertThat(next(gateways.bob.received)).isEqualTo(withTrafficClass(able, 0x48 | 3));
        if (mode == Mode.TRANSPORT) {
            assertThat(bob.counters().drops(GreDropReason.NOT_ECN_CAPABLE)).isEqualTo(1);
        } else {
            assertThat(gateways.bob.plane.snapshot().drops(DropReason.NOT_ECN_CAPABLE))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void what_is_too_long_in_gre_is_told_of_or_cut_before_gre(Mode mode) throws InterruptedException {
        GreSettings settings = GreSettings.standard().withKey(7).withChecksum();
        open(settings, settings, Encapsulation.UDP, LEFT, RIGHT);
        connect(LEFT, RIGHT);
        install(mode, Encapsulation.UDP, LEFT, RIGHT);
        gateways.keepReceived();
        gateways.network.mtu(1000);
        byte[] whole = packet("10.1.0.1", "10.2.0.1", 17, new byte[1200]);
        gateways.alice.sendReliably(withDf(whole));
        while (gateways.network.drops() == 0 && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }

        gateways.alice.sendReliably(withDf(whole));

        byte[] message = next(gateways.alice.received);
        // UDP, ESP and the outer header take 62 octets, GRE 12; in tunnel mode there is one header of IP more
        int fits = 1000 - 62 - 12 - (mode == Mode.TUNNEL ? 20 : 0);
        assertThat(Arrays.copyOfRange(message, 20, 22)).containsExactly(3, 4);
        assertThat((message[26] & 0xff) << 8 | message[27] & 0xff).isEqualTo(fits);
        assertThat(Arrays.copyOfRange(message, 28, 60)).isEqualTo(Arrays.copyOf(withDf(whole), 32));
        byte[] longest = withDf(packet("10.1.0.1", "10.2.0.1", 17, new byte[fits - 20]));
        gateways.alice.sendReliably(longest);
        assertThat(next(gateways.bob.received)).isEqualTo(longest);

        gateways.alice.sendReliably(whole);
        assertThat(next(gateways.bob.received).length + next(gateways.bob.received).length)
                .isEqualTo(whole.length + 20);
        assertThat(bob.counters().drops()).isEmpty();
        assertThat(gateways.network.fragmented()).isZero();
    }

    @Test
    void a_segment_size_is_lowered_in_gre_either_way() throws InterruptedException {
        open(GreSettings.standard().withChecksum(), GreSettings.standard(), Encapsulation.UDP, LEFT, RIGHT);
        connect(LEFT, RIGHT);
        install(Mode.TRANSPORT, Encapsulation.UDP, LEFT, RIGHT);
        gateways.keepReceived();
        gateways.alice.plane.limitTcpMss("alice", OptionalInt.of(1200), OptionalInt.empty());

        gateways.alice.sendReliably(syn("10.1.0.1", "10.2.0.1"));
        byte[] out = next(gateways.bob.received);
        gateways.bob.sendReliably(syn("10.2.0.1", "10.1.0.1"));
        byte[] in = next(gateways.alice.received);

        for (byte[] packet : List.of(out, in)) {
            assertThat(Arrays.copyOfRange(packet, 40, 44)).containsExactly(2, 4, 1200 >> 8, (byte) 1200);
            assertThat(Checksums.upperIsRight(packet)).isTrue();
        }
    }

    static byte[] syn(String source, String destination) {
        byte[] packet = Checksums.tcp(source, destination, (byte) 2, (byte) 4, (byte) 5, (byte) 0xb4);
        int tcp = packet.length - 24;
        packet[tcp + 12] = 0x60;
        packet[tcp + 13] = 2;
        return Checksums.sealTcp(packet);
    }

    @Test
    void packets_of_any_kind_go_through() throws InterruptedException {
        openConnected(Mode.TRANSPORT);
        gateways.keepReceived();
        byte[] options = packet("10.1.0.1", "10.2.0.1", 17, new byte[24]);
        options[0] = 0x46;
        byte[] extensions = packet(
                "fd01::1",
                "fd02::1",
                0,
                HexFormat.of().parseHex("3c00010400000000" + "1100010400000000" + "0001000200080000"));
        List<byte[]> kinds = List.of(
                options,
                extensions,
                packet("10.1.0.1", "224.0.0.5", 89, new byte[44]),
                packet("10.1.0.1", "255.255.255.255", 17, new byte[44]),
                packet("fe80::1", "ff02::5", 89, new byte[36]),
                packet("fe80::1", "fe80::2", 58, new byte[36]));
        for (byte[] kind : kinds) {
            gateways.alice.sendReliably(kind);
            assertThat(next(gateways.bob.received)).isEqualTo(kind);
        }
        BlockingQueue<byte[]> labelled = new LinkedBlockingQueue<>();
        List<GreProtocol> protocols = new ArrayList<>();
        bob.onProtocol((protocol, packet) -> {
            protocols.add(protocol);
            labelled.add(packet);
        });
        for (int etherType : new int[] {0x8847, 0x8848, 0x0806, 0x2001, 0xffff}) {
            byte[] content = {0, 0, 0x11, 0x40, (byte) etherType};
            assertThat(alice.send(new GreProtocol(etherType), content)).isTrue();
            assertThat(next(labelled)).isEqualTo(content);
        }
        assertThat(protocols).hasSize(5).startsWith(GreProtocol.MPLS);
    }
}
