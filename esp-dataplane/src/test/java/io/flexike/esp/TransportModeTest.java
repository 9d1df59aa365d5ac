package io.flexike.esp;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.withPorts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import io.flexike.esp.packet.Checksums;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class TransportModeTest {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int GRE = 47;
    private static final int ESP = 50;
    private static final String LEFT = "192.0.2.1";
    private static final String RIGHT = "192.0.2.2";

    private final TwoGateways gateways = new TwoGateways();

    @AfterEach
    void close() {
        gateways.close();
    }

    private static InetSocketAddress port4500(String address) {
        return new InetSocketAddress(address(address), 4500);
    }

    private static OuterPath path(Encapsulation encapsulation, String local, String remote) {
        return new OuterPath(port4500(local), port4500(remote), encapsulation);
    }

    private static EspSaParameters transport(EspSaParameters.Builder end, OuterPath path, Selector selector) {
        return end.mode(Mode.TRANSPORT)
                .path(path)
                .local(selector)
                .remote(selector)
                .build();
    }

    private void open(CipherSpec spec, Encapsulation encapsulation, String left, String right) {
        gateways.open(encapsulation, left, right);
        gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
        gateways.alice.tun.hostEnd().onPacket(gateways.alice.received::add);
        Selector any = left.contains(":") ? Selector.any6() : Selector.any4();
        gateways.bob.plane.install(transport(TestSas.bob(spec), path(encapsulation, right, left), any));
        gateways.alice.plane.install(transport(TestSas.alice(spec), path(encapsulation, left, right), any));
    }

    private static byte[] next(BlockingQueue<byte[]> received) throws InterruptedException {
        byte[] packet = received.poll(5, TimeUnit.SECONDS);
        assertThat(packet).as("nothing came").isNotNull();
        return packet;
    }

    private static Stream<Arguments> combinations() {
        List<Arguments> all = new ArrayList<>();
        for (CipherSpec spec : TestSas.specs()) {
            for (Encapsulation encapsulation : TestSas.ESP_ENCAPSULATIONS) {
                all.add(Arguments.of(spec, encapsulation, LEFT, RIGHT));
                all.add(Arguments.of(spec, encapsulation, "2001:db8::1", "2001:db8::2"));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void packets_between_the_ends_arrive_whole(CipherSpec spec, Encapsulation encapsulation, String left, String right)
            throws InterruptedException {
        open(spec, encapsulation, left, right);
        int header = left.contains(":") ? 40 : 20;
        for (int octets : new int[] {0, 1, 33, 1300}) {
            byte[] there = Checksums.udp(left, right, 1000, 2000, new byte[octets]);
            gateways.alice.sendReliably(there);
            byte[] got = next(gateways.bob.received);
            assertThat(got).hasSameSizeAs(there);
            assertThat(Checksums.headerIsRight(got)).isTrue();
            assertThat(Checksums.upperIsRight(got)).isTrue();
            assertThat(Arrays.copyOfRange(got, header, got.length))
                    .isEqualTo(Arrays.copyOfRange(there, header, there.length));

            gateways.bob.sendReliably(Checksums.tcp(right, left, new byte[octets]));
            assertThat(Checksums.upperIsRight(next(gateways.alice.received))).isTrue();
        }
        SaSnapshot bob = gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow();
        assertThat(bob.mode()).isEqualTo(Mode.TRANSPORT);
        assertThat(bob.inbound())
                .isEqualTo(
                        gateways.alice.plane.sa(TestSas.ALICE_SPI).orElseThrow().outbound())
                .isEqualTo(new DirectionCounters(4, 4 * 8 + 1334, 4));
        assertThat(gateways.bob.plane.snapshot().drops()).isEmpty();
    }

    @Test
    void the_inner_header_does_not_travel() throws InterruptedException {
        List<InMemoryNetwork.Datagram> sent = new CopyOnWriteArrayList<>();
        gateways.network.link((datagram, onwards) -> {
            sent.add(datagram);
            onwards.accept(datagram);
        });
        open(TestSas.GCM_128, Encapsulation.NATIVE, LEFT, RIGHT);

        gateways.alice.sendReliably(packet(LEFT, RIGHT, GRE, new byte[42]));
        next(gateways.bob.received);

        // SPI and number 8, IV 8, payload 42 with its trailer 44, ICV 16
        assertThat(sent)
                .singleElement()
                .satisfies(one -> assertThat(one.octets()).hasSize(8 + 8 + 44 + 16));
    }

    // RFC 3948 3.1.2, RFC 7296 2.23.1
    @Test
    void through_a_nat_each_end_sees_the_addresses_of_its_own_path() throws InterruptedException {
        String inside = "10.0.0.7";
        InetSocketAddress outside = new InetSocketAddress("203.0.113.5", 6000);
        gateways.open(Encapsulation.UDP, inside, RIGHT);
        gateways.network.link((datagram, onwards) -> onwards.accept(
                datagram.source().equals(port4500(inside))
                        ? new InMemoryNetwork.Datagram(outside, datagram.destination(), datagram.octets())
                        : new InMemoryNetwork.Datagram(datagram.source(), port4500(inside), datagram.octets())));
        gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
        gateways.alice.tun.hostEnd().onPacket(gateways.alice.received::add);
        // what was negotiated names the address behind the NAT
        gateways.bob.plane.install(TestSas.bob(TestSas.GCM_128)
                .mode(Mode.TRANSPORT)
                .path(OuterPath.udp(port4500(RIGHT), outside))
                .local(Selector.subnet(RIGHT).onlyProtocol(UDP))
                .remote(Selector.subnet(inside).onlyProtocol(UDP))
                .build());
        gateways.alice.plane.install(
                transport(TestSas.alice(TestSas.GCM_128), path(Encapsulation.UDP, inside, RIGHT), Selector.any4()));

        gateways.alice.sendReliably(Checksums.udp(inside, RIGHT, 1000, 2000, (byte) 7));
        byte[] atBob = next(gateways.bob.received);
        assertThat(Arrays.copyOfRange(atBob, 12, 16))
                .isEqualTo(outside.getAddress().getAddress());
        assertThat(Checksums.headerIsRight(atBob)).isTrue();
        assertThat(Checksums.upperIsRight(atBob)).isTrue();

        gateways.bob.sendReliably(Checksums.udp(RIGHT, "203.0.113.5", 2000, 1000, (byte) 8));
        byte[] atAlice = next(gateways.alice.received);
        assertThat(Arrays.copyOfRange(atAlice, 16, 20))
                .isEqualTo(address(inside).getAddress());
        assertThat(Checksums.upperIsRight(atAlice)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void what_the_data_plane_sent_itself_is_not_protected_again(Mode mode) {
        for (Encapsulation encapsulation : TestSas.ESP_ENCAPSULATIONS) {
            try (TwoGateways both = new TwoGateways()) {
                both.open(encapsulation, LEFT, RIGHT);
                both.alice.plane.install(TestSas.alice(TestSas.GCM_128)
                        .mode(mode)
                        .path(path(encapsulation, LEFT, RIGHT))
                        .local(Selector.any4())
                        .remote(Selector.any4())
                        .build());
                both.alice.sendReliably(
                        switch (encapsulation) {
                            case UDP -> withPorts(LEFT, RIGHT, UDP, 4500, 4500);
                            case TCP -> withPorts(LEFT, RIGHT, TCP, 4500, 4500);
                            default -> packet(LEFT, RIGHT, ESP, new byte[40]);
                        });
                both.alice.sendReliably(withPorts(LEFT, RIGHT, UDP, 4501, 4500));
                both.alice.sendReliably(withPorts(LEFT, RIGHT, UDP, 4500, 4501));

                awaitProcessed(both, 3);
                assertThat(both.alice.plane.snapshot().drops(DropReason.LOOP)).isEqualTo(1);
            }
        }
    }

    /** Waits until Alice's plane has sent or dropped that many packets. */
    private static void awaitProcessed(TwoGateways gateways, long packets) {
        while (processed(gateways) < packets) {
            Thread.onSpinWait();
        }
    }

    private static long processed(TwoGateways gateways) {
        DataPlaneSnapshot snapshot = gateways.alice.plane.snapshot();
        long dropped =
                snapshot.drops().values().stream().mapToLong(Long::longValue).sum();
        return dropped
                + snapshot.sas().stream()
                        .mapToLong(sa -> sa.outbound().packets())
                        .sum();
    }

    @Test
    void only_the_ends_talk_and_only_what_was_negotiated() throws InterruptedException {
        gateways.open(Encapsulation.NATIVE, LEFT, RIGHT);
        gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
        OuterPath atAlice = path(Encapsulation.NATIVE, LEFT, RIGHT);
        OuterPath atBob = path(Encapsulation.NATIVE, RIGHT, LEFT);
        Selector gre = Selector.any4().onlyProtocol(GRE);
        gateways.bob.plane.install(transport(TestSas.bob(TestSas.GCM_128), atBob, gre));
        gateways.alice.plane.install(transport(TestSas.alice(TestSas.GCM_128), atAlice, Selector.any4()));

        gateways.alice.sendReliably(packet("10.1.0.1", RIGHT, GRE, new byte[8]));
        gateways.alice.sendReliably(packet(LEFT, "10.2.0.1", GRE, new byte[8]));
        gateways.alice.sendReliably(withPorts(LEFT, RIGHT, UDP, 1, 2));
        gateways.alice.sendReliably(packet(LEFT, RIGHT, GRE, new byte[8]));

        assertThat(next(gateways.bob.received)[9]).isEqualTo((byte) GRE);
        assertThat(gateways.alice.plane.snapshot().drops())
                .containsOnlyKeys(DropReason.OUTBOUND_SELECTOR_MISMATCH, DropReason.NO_SA);
        assertThat(gateways.bob.plane.snapshot().drops()).containsOnlyKeys(DropReason.INBOUND_SELECTOR_MISMATCH);
        assertThat(gateways.bob.received).isEmpty();
    }

    // RFC 4303 3.1.1: whole datagrams only, and ESP behind what routers look at
    @Test
    void fragments_and_what_belongs_before_esp_are_counted_and_dropped() throws InterruptedException {
        open(TestSas.GCM_128, Encapsulation.NATIVE, LEFT, RIGHT);
        byte[] first = withPorts(LEFT, RIGHT, UDP, 1, 2);
        first[6] = 0x20;
        byte[] later = withPorts(LEFT, RIGHT, UDP, 1, 2);
        later[7] = 4;
        byte[] options = packet(LEFT, RIGHT, UDP, new byte[12]);
        options[0] = 0x46;
        for (byte[] packet : List.of(first, later, options)) {
            gateways.alice.sendReliably(packet);
        }
        gateways.alice.sendReliably(Checksums.udp(LEFT, RIGHT, 1, 2));
        next(gateways.bob.received);

        assertThat(gateways.alice.plane.snapshot().drops(DropReason.NOT_TRANSPORTABLE))
                .isEqualTo(3);
    }

    @Test
    void destination_options_travel_inside_and_other_extension_headers_not_at_all() throws InterruptedException {
        open(TestSas.GCM_128, Encapsulation.UDP, "2001:db8::1", "2001:db8::2");
        for (int extension : new int[] {0, 43, 44, 51}) {
            gateways.alice.sendReliably(extended(extension));
        }
        byte[] sent = extended(60);
        gateways.alice.sendReliably(sent);

        byte[] got = next(gateways.bob.received);

        assertThat(got[6]).isEqualTo((byte) 60);
        assertThat(Arrays.copyOfRange(got, 40, got.length)).isEqualTo(Arrays.copyOfRange(sent, 40, sent.length));
        assertThat(gateways.alice.plane.snapshot().drops(DropReason.NOT_TRANSPORTABLE))
                .isEqualTo(4);
    }

    /** One extension header of eight octets before GRE. */
    private static byte[] extended(int extension) {
        byte[] payload = ByteBuffer.allocate(24).put((byte) GRE).array();
        return packet("2001:db8::1", "2001:db8::2", extension, payload);
    }

    @Test
    void a_dummy_is_dropped_and_an_ip_packet_inside_is_just_another_protocol() throws InterruptedException {
        open(TestSas.GCM_128, Encapsulation.NATIVE, LEFT, RIGHT);

        gateways.alice.sendReliably(packet(LEFT, RIGHT, 59, new byte[8]));
        gateways.alice.sendReliably(packet(LEFT, RIGHT, 4, packet("10.0.0.1", "10.0.0.2", UDP, new byte[8])));

        byte[] got = next(gateways.bob.received);
        assertThat(got[9]).isEqualTo((byte) 4);
        assertThat(Arrays.copyOfRange(got, 12, 16)).isEqualTo(address(LEFT).getAddress());
        assertThat(gateways.bob.plane.snapshot().drops()).containsOnlyKeys(DropReason.DUMMY);
    }

    @Test
    void the_ends_follow_the_path() throws InterruptedException {
        String elsewhere = "192.0.2.77";
        open(TestSas.GCM_128, Encapsulation.UDP, LEFT, RIGHT);
        gateways.bob.plane.attach(gateways.network.open(Encapsulation.NATIVE, port4500(elsewhere)));
        gateways.alice.plane.attach(gateways.network.open(Encapsulation.NATIVE, port4500(LEFT)));

        gateways.alice.plane.move(TestSas.ALICE_SPI, path(Encapsulation.NATIVE, LEFT, elsewhere));
        gateways.bob.plane.move(TestSas.BOB_SPI, path(Encapsulation.NATIVE, elsewhere, LEFT));

        gateways.alice.sendReliably(withPorts(LEFT, RIGHT, UDP, 1, 2));
        gateways.alice.sendReliably(Checksums.udp(LEFT, elsewhere, 1, 2));
        byte[] got = next(gateways.bob.received);
        assertThat(Arrays.copyOfRange(got, 16, 20)).isEqualTo(address(elsewhere).getAddress());
        assertThat(Checksums.upperIsRight(got)).isTrue();
        assertThat(gateways.alice.plane.snapshot().drops()).containsOnlyKeys(DropReason.NO_SA);
    }

    @Test
    void what_has_no_two_ends_is_refused() {
        open(TestSas.GCM_128, Encapsulation.UDP, LEFT, RIGHT);
        EspSaParameters.Builder builder = TestSas.alice(TestSas.GCM_128).spis(0x1000, 0x2000);
        assertThatThrownBy(() -> transport(builder, path(Encapsulation.UDP, "0.0.0.0", RIGHT), Selector.any4()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transport mode");
        assertThatThrownBy(() -> gateways.alice.plane.move(
                        TestSas.ALICE_SPI, OuterPath.udp(port4500(LEFT), port4500("2001:db8::2"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transport mode");
    }
}
