package io.flexike.esp;

import static io.flexike.esp.packet.Packets.withPorts;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packets that come before the SA that they belong to is installed (RFC 7296 2.8). */
@Timeout(60)
class EarlyPacketTest {
    private final TwoGateways gateways = new TwoGateways();
    private final List<byte[]> sent = new ArrayList<>();

    @BeforeEach
    void open() {
        gateways.open();
        gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
        gateways.alice.plane.install(TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128)));
    }

    @AfterEach
    void close() {
        gateways.close();
    }

    private void send(int packets) throws InterruptedException {
        for (int i = 0; i < packets; i++) {
            byte[] packet = withPorts("10.1.0.1", "10.2.0.9", 17, 1, 2);
            packet[4] = (byte) (sent.size() >> 8);
            packet[5] = (byte) sent.size();
            sent.add(packet);
            gateways.sendThrough(packet);
        }
    }

    private void installInbound() {
        gateways.bob.plane.installInbound(TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128)));
    }

    private long unknown() {
        return gateways.bob.plane.snapshot().drops(DropReason.UNKNOWN_SPI);
    }

    private void assertReceived(List<byte[]> expected) throws InterruptedException {
        for (byte[] packet : expected) {
            assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS)).isEqualTo(packet);
        }
        assertThat(gateways.bob.received).isEmpty();
    }

    @Test
    void they_are_received_in_order_when_it_is_installed() throws InterruptedException {
        gateways.bob.plane.expect(TestSas.BOB_SPI);
        send(10);
        assertThat(gateways.bob.received).isEmpty();

        installInbound();
        send(1);

        assertReceived(sent);
        SaSnapshot sa = gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow();
        assertThat(sa.inbound().packets()).isEqualTo(11);
        assertThat(sa.drops()).isEmpty();
        assertThat(gateways.bob.plane.snapshot().drops()).isEmpty();
        assertThat(gateways.bob.firstPackets.poll(5, TimeUnit.SECONDS)).isEqualTo(TestSas.BOB_SPI);
        assertThat(gateways.bob.firstPackets).isEmpty();
    }

    @Test
    void without_an_announcement_they_are_dropped_at_once() throws InterruptedException {
        send(3);
        assertThat(unknown()).isEqualTo(3);
        installInbound();
        send(1);
        assertReceived(sent.subList(3, 4));
    }

    @Test
    void those_that_waited_too_long_count_as_of_an_unknown_spi_and_so_do_those_without_room()
            throws InterruptedException {
        gateways.bob.plane.expect(TestSas.BOB_SPI);
        send(70);
        assertThat(unknown()).as("64 have room").isEqualTo(6);

        gateways.bob.nowMillis.addAndGet(1_000);

        assertThat(unknown()).isEqualTo(70);
        send(2);
        installInbound();
        assertReceived(sent.subList(70, 72));
        assertThat(unknown()).isEqualTo(70);
    }

    @Test
    void nothing_waits_for_what_is_forgotten() throws InterruptedException {
        gateways.bob.plane.expect(TestSas.BOB_SPI);
        send(2);
        gateways.bob.plane.forget(TestSas.BOB_SPI);
        assertThat(unknown()).isEqualTo(2);
        send(1);
        assertThat(unknown()).isEqualTo(3);
        installInbound();
        send(1);
        assertReceived(sent.subList(3, 4));
    }

    @Test
    void forged_and_repeated_ones_are_found_out_when_their_time_has_come() throws InterruptedException {
        gateways.bob.plane.expect(TestSas.BOB_SPI);
        List<InMemoryNetwork.Datagram> seen = new ArrayList<>();
        send(1);
        gateways.network.link((datagram, onwards) -> seen.add(datagram));
        sent.add(withPorts("10.1.0.1", "10.2.0.9", 17, 3, 4));
        gateways.alice.sendReliably(sent.get(1));
        while (seen.isEmpty()) {
            Thread.onSpinWait();
        }
        byte[] octets = seen.get(0).octets();
        gateways.network.link((datagram, onwards) -> onwards.accept(datagram));
        byte[] forged = octets.clone();
        forged[octets.length - 1] ^= 1;
        for (byte[] datagram : List.of(forged, octets, octets)) {
            gateways.sendRaw(TestSas.BOB, datagram);
        }
        gateways.sendRaw(TestSas.BOB, new byte[] {0, 0, 0, 0, 1});
        assertThat(gateways.bob.nonEsp.poll(5, TimeUnit.SECONDS)).isNotNull();

        installInbound();

        assertReceived(sent);
        DataPlaneSnapshot snapshot = gateways.bob.plane.snapshot();
        assertThat(snapshot.drops(DropReason.NOT_AUTHENTIC)).isEqualTo(1);
        assertThat(snapshot.drops(DropReason.REPLAYED)).isEqualTo(1);
        assertThat(snapshot.drops(DropReason.UNKNOWN_SPI)).isZero();
    }

    @Test
    void in_transport_mode_there_is_room_for_the_header_that_is_put_before_the_payload() throws InterruptedException {
        InetSocketAddress left = new InetSocketAddress("2001:db8::1", 4500);
        InetSocketAddress right = new InetSocketAddress("2001:db8::2", 4500);
        try (TwoGateways over6 = new TwoGateways()) {
            over6.open(Encapsulation.UDP, "2001:db8::1", "2001:db8::2");
            over6.bob.tun.hostEnd().onPacket(over6.bob.received::add);
            over6.alice.plane.install(TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128)
                    .path(OuterPath.udp(left, right))
                    .mode(Mode.TRANSPORT)));
            over6.bob.plane.expect(TestSas.BOB_SPI);
            byte[] packet = withPorts("2001:db8::1", "2001:db8::2", 17, 1, 2);
            over6.sendThrough(packet);

            over6.bob.plane.installInbound(TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128)
                    .path(OuterPath.udp(right, left))
                    .mode(Mode.TRANSPORT)));

            assertThat(over6.bob.received.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(over6.bob.plane.snapshot().drops()).isEmpty();
        }
    }

    @Test
    void none_is_lost_or_overtaken_while_it_is_being_installed() throws InterruptedException {
        int spi = TestSas.BOB_SPI;
        int aliceSpi = TestSas.ALICE_SPI;
        for (int round = 1; round <= 200; round++) {
            spi++;
            aliceSpi++;
            gateways.bob.plane.expect(spi);
            gateways.alice.plane.install(
                    TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128).spis(aliceSpi, spi)));
            Thread sender = new Thread(() -> {
                for (int i = 0; i < 20; i++) {
                    byte[] packet = withPorts("10.1.0.1", "10.2.0.9", 17, 1, 2);
                    packet[5] = (byte) i;
                    gateways.alice.sendReliably(packet);
                }
            });
            sender.start();
            gateways.bob.plane.installInbound(
                    TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128).spis(spi, aliceSpi)));
            for (int i = 0; i < 20; i++) {
                byte[] packet = gateways.bob.received.poll(5, TimeUnit.SECONDS);
                assertThat(packet).as("round %d, packet %d", round, i).isNotNull();
                assertThat(packet[5]).as("round %d", round).isEqualTo((byte) i);
            }
            sender.join();
            gateways.bob.plane.remove(spi);
            gateways.alice.plane.remove(aliceSpi);
        }
        assertThat(gateways.bob.plane.snapshot().drops()).isEmpty();
    }

    @Test
    void closing_counts_what_still_waits() throws InterruptedException {
        gateways.bob.plane.expect(TestSas.BOB_SPI);
        send(2);
        gateways.bob.plane.close();
        assertThat(unknown()).isEqualTo(2);
    }
}
