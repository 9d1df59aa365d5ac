package io.flexike.esp;

import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.withPorts;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a data plane tells of how its pairs are used. */
@Timeout(60)
class SaUseTest {
    private static final byte[] PACKET = withPorts("10.1.0.1", "10.2.0.9", 17, 1, 2);

    private final TwoGateways gateways = new TwoGateways();

    @AfterEach
    void close() {
        gateways.close();
    }

    private void sendOne() throws InterruptedException {
        gateways.alice.sendReliably(PACKET);
        assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS)).isNotNull();
    }

    private void open() {
        gateways.open();
        gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
        gateways.alice.plane.install(TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128)));
    }

    // RFC 7296 2.8
    @Test
    void the_first_packet_of_a_pair_that_only_receives_is_told_once() throws InterruptedException {
        open();
        gateways.bob.plane.installInbound(TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128)));
        byte[] forged = new byte[60];
        forged[0] = (byte) (TestSas.BOB_SPI >> 24);
        forged[1] = (byte) (TestSas.BOB_SPI >> 16);
        forged[7] = 1;
        gateways.sendRaw(TestSas.BOB, forged);

        for (int i = 0; i < 3; i++) {
            sendOne();
        }

        assertThat(gateways.bob.firstPackets.poll(5, TimeUnit.SECONDS)).isEqualTo(TestSas.BOB_SPI);
        assertThat(gateways.bob.plane.snapshot().drops(DropReason.NOT_AUTHENTIC))
                .as("what is forged counts as no use")
                .isEqualTo(1);
        gateways.bob.plane.close();
        assertThat(gateways.bob.firstPackets).isEmpty();
    }

    @Test
    void a_dummy_is_a_first_packet_too() throws InterruptedException {
        gateways.open(Encapsulation.NATIVE, "192.0.2.1", "192.0.2.2");
        OuterPath there = OuterPath.nativeEsp(TestSas.ALICE, TestSas.BOB);
        gateways.alice.plane.install(TestSas.anyTraffic(
                TestSas.alice(TestSas.GCM_128).mode(Mode.TRANSPORT).path(there)));
        gateways.bob.plane.installInbound(TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128)
                .mode(Mode.TRANSPORT)
                .path(OuterPath.nativeEsp(TestSas.BOB, TestSas.ALICE))));

        gateways.alice.sendReliably(packet("192.0.2.1", "192.0.2.2", 59, new byte[4]));

        assertThat(gateways.bob.firstPackets.poll(5, TimeUnit.SECONDS)).isEqualTo(TestSas.BOB_SPI);
    }

    @Test
    void a_pair_that_sends_already_tells_nothing_of_its_first_packet() throws InterruptedException {
        open();
        gateways.bob.plane.install(TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128)));

        sendOne();

        gateways.bob.plane.close();
        assertThat(gateways.bob.firstPackets).isEmpty();
    }

    // RFC 7296 2.4: liveness on demand asks when there was traffic
    @Test
    void each_direction_knows_when_it_was_used_last() throws InterruptedException {
        open();
        gateways.bob.plane.install(TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128)));
        SaSnapshot unused = gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow();
        assertThat(unused.lastReceived()).isEqualTo(Instant.MIN);
        assertThat(unused.lastSent()).isEqualTo(Instant.MIN);

        gateways.alice.nowMillis.set(5_000);
        gateways.bob.nowMillis.set(7_000);
        sendOne();

        SaSnapshot alice = gateways.alice.plane.sa(TestSas.ALICE_SPI).orElseThrow();
        SaSnapshot bob = gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow();
        assertThat(alice.lastSent()).isEqualTo(Instant.ofEpochMilli(5_000));
        assertThat(alice.lastReceived()).isEqualTo(Instant.MIN);
        assertThat(bob.lastReceived()).isEqualTo(Instant.ofEpochMilli(7_000));
        assertThat(bob.lastSent()).isEqualTo(Instant.MIN);

        gateways.bob.nowMillis.set(9_000);
        byte[] replay = new byte[60];
        replay[0] = (byte) (TestSas.BOB_SPI >> 24);
        replay[1] = (byte) (TestSas.BOB_SPI >> 16);
        replay[7] = 1;
        gateways.sendRaw(TestSas.BOB, replay);
        while (gateways.bob.plane.snapshot().drops(DropReason.REPLAYED) < 1) {
            Thread.onSpinWait();
        }
        assertThat(gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow().lastReceived())
                .as("what is not authentic and new shows no life")
                .isEqualTo(Instant.ofEpochMilli(7_000));
    }

    @Test
    void a_peer_that_keeps_moving_is_told_once_a_second() throws InterruptedException {
        open();
        gateways.bob.plane.install(TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128)));
        AtomicReference<InetSocketAddress> source = new AtomicReference<>(TestSas.ALICE);
        gateways.network.link((datagram, onwards) ->
                onwards.accept(new InMemoryNetwork.Datagram(source.get(), datagram.destination(), datagram.octets())));

        for (int i = 0; i < 50; i++) {
            source.set(new InetSocketAddress("198.51.100.7", 6000 + i));
            sendOne();
            source.set(TestSas.ALICE);
            sendOne();
        }
        InetSocketAddress last = new InetSocketAddress("198.51.100.7", 7000);
        source.set(last);
        gateways.bob.nowMillis.addAndGet(999);
        sendOne();
        gateways.bob.nowMillis.addAndGet(1);
        sendOne();
        sendOne();

        PeerMoved first = gateways.bob.moves.poll(5, TimeUnit.SECONDS);
        assertThat(first)
                .isEqualTo(new PeerMoved(TestSas.BOB_SPI, TestSas.ALICE, new InetSocketAddress("198.51.100.7", 6000)));
        assertThat(gateways.bob.moves.poll(5, TimeUnit.SECONDS))
                .as("what was kept back is told later, while it lasts")
                .isEqualTo(new PeerMoved(TestSas.BOB_SPI, TestSas.ALICE, last));
        gateways.bob.plane.close();
        assertThat(gateways.bob.moves).isEmpty();
    }

    @Test
    void a_pair_moves_between_encapsulations_and_ip_versions() throws InterruptedException {
        open();
        gateways.bob.plane.install(TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128)));
        InetSocketAddress alice6 = new InetSocketAddress("2001:db8::1", 4500);
        InetSocketAddress bob6 = new InetSocketAddress("2001:db8::2", 4500);
        for (InetSocketAddress end : new InetSocketAddress[] {TestSas.ALICE, alice6}) {
            gateways.alice.plane.attach(gateways.network.open(Encapsulation.NATIVE, end));
        }
        for (InetSocketAddress end : new InetSocketAddress[] {TestSas.BOB, bob6}) {
            gateways.bob.plane.attach(gateways.network.open(Encapsulation.NATIVE, end));
        }
        OuterPath[] paths = {
            OuterPath.nativeEsp(TestSas.ALICE, TestSas.BOB),
            OuterPath.nativeEsp(alice6, bob6),
            OuterPath.udp(TestSas.ALICE, TestSas.BOB)
        };

        sendOne();
        for (OuterPath path : paths) {
            assertThat(gateways.alice.plane.move(TestSas.ALICE_SPI, path)).isTrue();
            sendOne();
            assertThat(gateways.alice.plane.sa(TestSas.ALICE_SPI).orElseThrow().path())
                    .isEqualTo(path);
        }
        assertThat(gateways.bob
                        .plane
                        .sa(TestSas.BOB_SPI)
                        .orElseThrow()
                        .inbound()
                        .packets())
                .isEqualTo(4);
        assertThat(gateways.bob.moves).isEmpty();
    }

    @Test
    void a_sending_half_that_is_removed_never_comes_back_whoever_is_quicker() throws InterruptedException {
        gateways.open();
        for (int i = 0; i < 300; i++) {
            int spi = TestSas.ALICE_SPI + i;
            gateways.alice.plane.installInbound(
                    TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128).spis(spi, TestSas.BOB_SPI)));
            CountDownLatch go = new CountDownLatch(1);
            Thread adding = new Thread(() -> {
                awaitQuietly(go);
                gateways.alice.plane.installOutbound(spi);
            });
            Thread removing = new Thread(() -> {
                awaitQuietly(go);
                gateways.alice.plane.removeOutbound(spi);
            });
            adding.start();
            removing.start();
            go.countDown();
            adding.join();
            removing.join();
            assertThat(gateways.alice.plane.installOutbound(spi)).isFalse();
        }

        gateways.alice.sendReliably(PACKET);

        assertThat(gateways.alice.unprotected.poll(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(gateways.alice.plane.snapshot().drops()).containsOnlyKeys(DropReason.NO_SA);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
