package io.flexike.esp;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.withPorts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataPlaneTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration NEVER = Duration.ofMillis(200);

    private final TwoGateways gateways = new TwoGateways();

    @AfterEach
    void close() {
        gateways.close();
    }

    private Optional<Duration> ping(String source, String destination, int octets, Duration timeout)
            throws InterruptedException {
        return gateways.alice.host.ping(address(source), address(destination), octets, timeout);
    }

    private static Stream<Arguments> combinations() {
        List<Arguments> all = new ArrayList<>();
        for (CipherSpec spec : TestSas.specs()) {
            for (Encapsulation encapsulation : TestSas.ESP_ENCAPSULATIONS) {
                all.add(Arguments.of(spec, encapsulation, "192.0.2.1", "192.0.2.2"));
                all.add(Arguments.of(spec, encapsulation, "2001:db8::1", "2001:db8::2"));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void carries_both_ip_versions_over_both(CipherSpec spec, Encapsulation encapsulation, String left, String right)
            throws InterruptedException {
        gateways.open(encapsulation, left, right);
        gateways.install(spec, Selector.any4(), Selector.any6());

        for (int octets : new int[] {0, 56, 1300, 4000}) {
            assertThat(ping("10.1.0.1", "10.2.0.1", octets, SOON))
                    .as("%d octets", octets)
                    .isPresent();
            assertThat(ping("fd01::1", "fd02::1", octets, SOON))
                    .as("%d octets", octets)
                    .isPresent();
        }
        assertThat(gateways.bob.plane.snapshot().drops()).isEmpty();
        assertThat(gateways.alice.plane.sa(TestSas.ALICE_SPI).orElseThrow().inbound())
                .isEqualTo(gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow().outbound());
    }

    @Test
    void survives_loss_duplication_and_reordering() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        byte[] packet = withPorts("10.1.0.1", "10.2.0.9", 17, 1, 2);
        gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
        // all of them fit into the queue of Bob's port, so that only the link loses any
        int count = 800;
        CountDownLatch carried = new CountDownLatch(count);
        UnreliableLink link = new UnreliableLink(new Random(11), 0.2, 0.2, 20);
        gateways.network.link((datagram, onwards) -> {
            link.carry(datagram, onwards);
            carried.countDown();
        });
        for (int i = 0; i < count; i++) {
            byte[] numbered = packet.clone();
            numbered[4] = (byte) (i >> 8);
            numbered[5] = (byte) i;
            gateways.alice.sendReliably(numbered);
        }
        assertThat(carried.await(5, TimeUnit.SECONDS)).isTrue();
        gateways.network.link((datagram, onwards) -> onwards.accept(datagram));
        byte[] last = withPorts("10.1.0.1", "10.2.0.9", 17, 3, 4);
        gateways.alice.sendReliably(last);

        List<byte[]> arrived = gateways.bob.takeUntil(last);

        assertThat(arrived.stream().map(p -> (p[4] & 0xff) << 8 | p[5] & 0xff))
                .as("no packet twice")
                .doesNotHaveDuplicates();
        assertThat(arrived.size()).isBetween(count / 2, count - 1);
        assertThat(gateways.bob.plane.snapshot().drops()).containsOnlyKeys(DropReason.REPLAYED);
    }

    @Test
    void packets_without_an_sa_are_counted_and_reported() throws InterruptedException {
        gateways.open();

        gateways.alice.sendReliably(withPorts("10.1.0.1", "10.9.0.1", 17, 53, 54));

        UnprotectedPacket report = gateways.alice.unprotected.poll(5, TimeUnit.SECONDS);
        assertThat(report)
                .isEqualTo(new UnprotectedPacket("alice", 17, address("10.1.0.1"), 53, address("10.9.0.1"), 54));
        assertThat(gateways.alice.plane.snapshot().drops(DropReason.NO_SA)).isEqualTo(1);
    }

    @Test
    void outbound_selectors_are_enforced() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.subnet("10.1.0.0/16"), Selector.subnet("10.2.0.0/16"));

        gateways.alice.sendReliably(packet("10.7.0.1", "10.2.0.1", 17, new byte[8]));

        assertThat(gateways.alice.unprotected.poll(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(gateways.alice.plane.snapshot().drops()).containsOnlyKeys(DropReason.OUTBOUND_SELECTOR_MISMATCH);
    }

    @Test
    void inbound_selectors_are_enforced() throws InterruptedException {
        gateways.open();
        gateways.alice.plane.install(TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128)));
        gateways.bob.plane.install(TestSas.bob(TestSas.GCM_128)
                .local(Selector.subnet("10.2.0.0/16"))
                .remote(Selector.subnet("10.1.0.0/16"))
                .build());

        gateways.alice.sendReliably(packet("10.7.0.1", "10.2.0.1", 17, new byte[8]));

        assertThat(ping("10.1.0.1", "10.2.0.1", 56, SOON)).isPresent();
        assertThat(gateways.bob.plane.snapshot().drops()).isEqualTo(Map.of(DropReason.INBOUND_SELECTOR_MISMATCH, 1L));
        assertThat(gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow().drops())
                .isEqualTo(Map.of(DropReason.INBOUND_SELECTOR_MISMATCH, 1L));
    }

    @Test
    void what_is_not_esp_goes_to_the_handler_and_keepalives_go_nowhere() throws Exception {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        byte[] ike = {1, 2, 3, 4, 5, 6, 7, 8, 9};

        assertThat(gateways.alice.plane.sendKeepalive(TestSas.ALICE, TestSas.BOB))
                .isTrue();
        assertThat(gateways.alice.plane.sendNonEsp(TestSas.ALICE, TestSas.BOB, ike))
                .isTrue();

        TwoGateways.NonEspDatagram received = gateways.bob.nonEsp.poll(5, TimeUnit.SECONDS);
        assertThat(received.local()).isEqualTo(TestSas.BOB);
        assertThat(received.remote()).isEqualTo(TestSas.ALICE);
        assertThat(received.octets()).isEqualTo(ike);
        DataPlaneSnapshot snapshot = gateways.bob.plane.snapshot();
        assertThat(snapshot.keepalivesReceived()).isEqualTo(1);
        assertThat(snapshot.nonEspReceived()).isEqualTo(1);
        assertThat(snapshot.drops()).isEmpty();
    }

    @Test
    void strange_datagrams_are_counted_and_disturb_nobody() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        Random random = new Random(17);
        int count = 500;
        for (int i = 0; i < count; i++) {
            byte[] octets = new byte[random.nextInt(200)];
            random.nextBytes(octets);
            if (octets.length >= 4) {
                octets[0] = i % 2 == 0 ? (byte) (TestSas.BOB_SPI >> 24) : 1;
                octets[1] = (byte) (TestSas.BOB_SPI >> 16);
                octets[2] = (byte) (TestSas.BOB_SPI >> 8);
                octets[3] = (byte) TestSas.BOB_SPI;
            }
            gateways.sendRaw(TestSas.BOB, octets);
        }

        assertThat(ping("10.1.0.1", "10.2.0.1", 56, SOON)).isPresent();

        DataPlaneSnapshot snapshot = gateways.bob.plane.snapshot();
        assertThat(snapshot.drops().keySet())
                .isSubsetOf(
                        DropReason.MALFORMED, DropReason.UNKNOWN_SPI, DropReason.NOT_AUTHENTIC, DropReason.REPLAYED);
        long dropped =
                snapshot.drops().values().stream().mapToLong(Long::longValue).sum();
        assertThat(dropped + snapshot.keepalivesReceived()).isEqualTo(count);
        assertThat(gateways.bob.moves).isEmpty();
    }

    @Test
    void an_authentic_packet_from_elsewhere_is_reported_once_and_changes_nothing() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        InetSocketAddress elsewhere = new InetSocketAddress("198.51.100.7", 6000);
        gateways.network.link((datagram, onwards) -> onwards.accept(
                datagram.source().equals(TestSas.ALICE)
                        ? new InMemoryNetwork.Datagram(elsewhere, datagram.destination(), datagram.octets())
                        : datagram));

        for (int i = 0; i < 3; i++) {
            assertThat(ping("10.1.0.1", "10.2.0.1", 56, SOON))
                    .as("answers go where they went")
                    .isPresent();
        }

        assertThat(gateways.bob.moves.poll(5, TimeUnit.SECONDS))
                .isEqualTo(new PeerMoved(TestSas.BOB_SPI, TestSas.ALICE, elsewhere));
        assertThat(gateways.bob.moves).isEmpty();
        assertThat(gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow().path().remote())
                .isEqualTo(TestSas.ALICE);
    }

    @Test
    void a_late_packet_from_elsewhere_is_no_move() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
        InetSocketAddress before = new InetSocketAddress("198.51.100.7", 6000);
        InetSocketAddress after = new InetSocketAddress("198.51.100.7", 7000);
        List<InMemoryNetwork.Datagram> sent = new CopyOnWriteArrayList<>();
        gateways.network.link((datagram, onwards) -> {
            sent.add(datagram);
            if (sent.size() == 2) {
                onwards.accept(datagram);
                onwards.accept(from(before, sent.get(0)));
            } else if (sent.size() == 3) {
                onwards.accept(from(after, datagram));
            }
        });

        for (int i = 0; i < 3; i++) {
            gateways.alice.sendReliably(withPorts("10.1.0.1", "10.2.0.9", 17, 1, 2));
        }

        assertThat(gateways.bob.moves.poll(5, TimeUnit.SECONDS))
                .isEqualTo(new PeerMoved(TestSas.BOB_SPI, TestSas.ALICE, after));
        for (int i = 0; i < 3; i++) {
            assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS))
                    .as("the late one was taken too")
                    .isNotNull();
        }
        assertThat(gateways.bob.moves).isEmpty();
    }

    private static InMemoryNetwork.Datagram from(InetSocketAddress source, InMemoryNetwork.Datagram datagram) {
        return new InMemoryNetwork.Datagram(source, datagram.destination(), datagram.octets());
    }

    @Test
    void a_pair_moves_to_another_path() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        InetSocketAddress elsewhere = new InetSocketAddress("198.51.100.7", 6000);
        List<InetSocketAddress> destinations = new CopyOnWriteArrayList<>();
        gateways.network.link((datagram, onwards) -> {
            destinations.add(datagram.destination());
            onwards.accept(
                    datagram.destination().equals(elsewhere)
                            ? new InMemoryNetwork.Datagram(datagram.source(), TestSas.BOB, datagram.octets())
                            : datagram);
        });

        assertThat(gateways.alice.plane.move(TestSas.ALICE_SPI, OuterPath.udp(TestSas.ALICE, elsewhere)))
                .isTrue();

        assertThat(ping("10.1.0.1", "10.2.0.1", 56, SOON)).isPresent();
        assertThat(destinations).containsExactly(elsewhere, TestSas.ALICE);
        assertThat(gateways.alice.plane.move(0x7777, OuterPath.udp(TestSas.ALICE, elsewhere)))
                .isFalse();
        InetSocketAddress unbound = new InetSocketAddress("203.0.113.9", 4500);
        assertThatThrownBy(() -> gateways.alice.plane.move(TestSas.ALICE_SPI, OuterPath.udp(unbound, elsewhere)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no UDP port is bound");
    }

    @Test
    void a_removed_pair_carries_nothing_and_leaves_its_counters() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        assertThat(ping("10.1.0.1", "10.2.0.1", 56, SOON)).isPresent();

        SaSnapshot last = gateways.bob.plane.remove(TestSas.BOB_SPI).orElseThrow();

        assertThat(last.inbound().packets()).isEqualTo(1);
        gateways.sendThrough(packet("10.1.0.1", "10.2.0.1", 17, new byte[8]));
        assertThat(gateways.bob.plane.snapshot().drops(DropReason.UNKNOWN_SPI)).isEqualTo(1);
        assertThat(gateways.bob.plane.snapshot().sas()).isEmpty();
        assertThat(gateways.bob.plane.remove(TestSas.BOB_SPI)).isEmpty();
    }

    @Test
    void packets_that_no_pair_is_for_are_told_of_now_and_then() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        gateways.bob.plane.remove(TestSas.BOB_SPI);
        for (int i = 0; i < 3; i++) {
            gateways.sendThrough(packet("10.1.0.1", "10.2.0.1", 17, new byte[8]));
        }

        UnknownSpi first = gateways.bob.unknown.poll(5, TimeUnit.SECONDS);
        assertThat(first).isEqualTo(new UnknownSpi(TestSas.BOB_SPI, TestSas.BOB, TestSas.ALICE, Encapsulation.UDP));
        assertThat(gateways.bob.unknown).isEmpty();

        gateways.bob.nowMillis.addAndGet(100);
        gateways.sendThrough(packet("10.1.0.1", "10.2.0.1", 17, new byte[8]));
        assertThat(gateways.bob.unknown.poll(5, TimeUnit.SECONDS)).isEqualTo(first);
    }

    @Test
    void without_its_outbound_half_a_pair_still_receives() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());

        assertThat(gateways.bob.plane.removeOutbound(TestSas.BOB_SPI)).isTrue();

        assertThat(ping("10.1.0.1", "10.2.0.1", 56, NEVER)).isEmpty();
        assertThat(gateways.bob.unprotected.poll(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(gateways.bob
                        .plane
                        .sa(TestSas.BOB_SPI)
                        .orElseThrow()
                        .inbound()
                        .packets())
                .isEqualTo(1);
        assertThat(gateways.bob.plane.snapshot().drops(DropReason.NO_SA)).isEqualTo(1);
        assertThat(gateways.bob.plane.installOutbound(TestSas.BOB_SPI)).isFalse();
    }

    @Test
    void no_packet_is_lost_while_one_pair_succeeds_another() throws InterruptedException {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        AtomicBoolean done = new AtomicBoolean();
        Thread rekeying = new Thread(() -> {
            int aliceSpi = TestSas.ALICE_SPI;
            int bobSpi = TestSas.BOB_SPI;
            for (int i = 1; i <= 200; i++) {
                int nextAlice = TestSas.ALICE_SPI + i;
                int nextBob = TestSas.BOB_SPI + i;
                gateways.bob.plane.installInbound(
                        TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128).spis(nextBob, nextAlice)));
                gateways.alice.plane.install(
                        TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128).spis(nextAlice, nextBob)));
                gateways.bob.plane.installOutbound(nextBob);
                gateways.alice.plane.removeOutbound(aliceSpi);
                gateways.bob.plane.removeOutbound(bobSpi);
                aliceSpi = nextAlice;
                bobSpi = nextBob;
            }
            done.set(true);
        });
        rekeying.start();
        int pings = 0;
        while (!done.get() || pings < 50) {
            assertThat(ping("10.1.0.1", "10.2.0.1", 56, SOON))
                    .as("ping %d", pings)
                    .isPresent();
            pings++;
        }
        rekeying.join();
        assertThat(gateways.alice.plane.snapshot().drops()).isEmpty();
        assertThat(gateways.bob.plane.snapshot().drops()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3000})
    void a_hub_finds_the_right_one_of_thousands_of_peers(int peers) throws InterruptedException {
        gateways.open();
        for (int i = 0; i < peers; i++) {
            String remote = "10." + (100 + i / 256) + "." + i % 256 + ".0/24";
            gateways.alice.plane.install(TestSas.alice(TestSas.GCM_128)
                    .spis(0x1000 + i, 0x8000 + i)
                    .local(Selector.any4())
                    .remote(Selector.subnet(remote))
                    .build());
        }
        gateways.alice.sendReliably(packet("10.1.0.1", "10.103.7.9", 17, new byte[8]));
        gateways.alice.sendReliably(packet("10.1.0.1", "10.99.0.1", 17, new byte[8]));
        assertThat(gateways.alice.unprotected.poll(5, TimeUnit.SECONDS)).isNotNull();

        assertThat(gateways.alice.plane.snapshot().sas())
                .filteredOn(sa -> sa.outbound().packets() > 0)
                .singleElement()
                .satisfies(sa -> assertThat(sa.inboundSpi()).isEqualTo(0x1000 + 3 * 256 + 7));
    }

    @Test
    void refuses_what_cannot_work() {
        gateways.open();
        EspSaParameters good = TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128));
        gateways.alice.plane.install(good);

        assertThatThrownBy(() -> gateways.alice.plane.install(good))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a11ce000");
        assertThatThrownBy(() -> gateways.alice.plane.install(TestSas.anyTraffic(
                        TestSas.alice(TestSas.GCM_128).spis(0x999, 1000).tunnel("nowhere"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
        CipherSpec unknown = new CipherSpec(new EncryptionAlgorithm(1234), 128, IntegrityAlgorithm.NONE, false);
        SecretBytes sixteen = SecretBytes.copyOf(new byte[16]);
        assertThatThrownBy(() -> gateways.alice.plane.install(TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128)
                        .spis(0x999, 1000)
                        .cipher(unknown)
                        .keys(new EspKeys(sixteen, SecretBytes.empty(), sixteen, SecretBytes.empty())))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ENCR-1234");
        assertThatThrownBy(() -> TestSas.alice(TestSas.GCM_128).spis(255, 1000).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TestSas.alice(TestSas.GCM_128).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("selector");
        assertThatThrownBy(
                        () -> TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128).cipher(TestSas.CBC_128_SHA_256)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lengths");
    }

    @Test
    void a_tunnel_can_come_and_go() throws Exception {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());
        assertThat(ping("10.1.0.1", "10.2.0.1", 56, SOON)).isPresent();

        gateways.bob.plane.detachTunnel("bob");
        assertThat(gateways.bob.plane.snapshot().sas()).isEmpty();
        gateways.bob.openTunnel();
        gateways.bob.plane.attach(gateways.bob.tun);
        gateways.alice.plane.remove(TestSas.ALICE_SPI);
        gateways.install(TestSas.GCM_128, Selector.any4());

        assertThat(ping("10.1.0.1", "10.2.0.1", 56, SOON)).isPresent();
    }

    @Test
    void closing_ends_all_threads_and_may_be_repeated() {
        gateways.open();
        gateways.install(TestSas.GCM_128, Selector.any4());

        gateways.alice.plane.close();
        gateways.alice.plane.close();

        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .doesNotContain("esp-tun-alice");
        assertThat(gateways.alice.plane.snapshot().sas()).isEmpty();
        assertThatThrownBy(() -> gateways.alice.plane.attach(gateways.alice.tun))
                .isInstanceOf(IllegalStateException.class);
    }
}
