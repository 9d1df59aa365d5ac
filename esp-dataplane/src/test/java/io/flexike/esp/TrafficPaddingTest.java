package io.flexike.esp;

import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.esp.net.InMemoryNetwork;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

// RFC 4303 2.7
@Timeout(60)
class TrafficPaddingTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int GCM_OVERHEAD = 8 + 8 + 16;

    private final TwoGateways gateways = new TwoGateways();

    @AfterEach
    void close() {
        gateways.close();
    }

    private static List<CipherSpec> specs() {
        return TestSas.specs();
    }

    private static byte[] udp(int octets) {
        return packet("10.1.0.1", "10.2.0.9", 17, new byte[octets]);
    }

    private static EspSaParameters padding(EspSaParameters.Builder end, int octets) {
        return TestSas.anyTraffic(end.tfcOctets(octets));
    }

    /** The lengths of what travels when Alice's tunnel gets packets of that many octets. */
    private List<Integer> lengths(EspSaParameters alice, int... payloads) throws InterruptedException {
        gateways.open();
        gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
        List<Integer> lengths = new CopyOnWriteArrayList<>();
        gateways.network.link((datagram, onwards) -> {
            lengths.add(datagram.octets().length);
            onwards.accept(new InMemoryNetwork.Datagram(datagram.source(), datagram.destination(), datagram.octets()));
        });
        gateways.bob.plane.install(TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128)));
        gateways.alice.plane.install(alice);
        for (int octets : payloads) {
            gateways.alice.sendReliably(udp(octets));
            assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS)).isEqualTo(udp(octets));
        }
        return lengths;
    }

    @Test
    void shorter_packets_look_alike_and_longer_ones_stay_as_they_are() throws InterruptedException {
        EspSaParameters alice = padding(TestSas.alice(TestSas.GCM_128), 1002);

        assertThat(lengths(alice, 0, 1, 500, 982, 1182))
                .containsExactly(
                        1004 + GCM_OVERHEAD,
                        1004 + GCM_OVERHEAD,
                        1004 + GCM_OVERHEAD,
                        1004 + GCM_OVERHEAD,
                        1204 + GCM_OVERHEAD);
        assertThat(gateways.alice.plane.sa(TestSas.ALICE_SPI).orElseThrow().outbound())
                .isEqualTo(gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow().inbound());
    }

    // RFC 7296 1.3.1, ESP_TFC_PADDING_NOT_SUPPORTED
    @Test
    void nothing_is_added_if_the_peer_does_not_take_it_or_nobody_asked() throws InterruptedException {
        EspSaParameters refused = padding(TestSas.alice(TestSas.GCM_128).mayPad(false), 1002);
        assertThat(lengths(refused, 0)).containsExactly(24 + GCM_OVERHEAD);
        assertThat(TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128)).tfcOctets())
                .isZero();
    }

    @Test
    void more_than_the_devices_mtu_is_as_much_as_there_is_room_for() throws InterruptedException {
        List<Integer> lengths = lengths(padding(TestSas.alice(TestSas.GCM_128), 65535), 0, 700);

        assertThat(lengths.get(0))
                .isEqualTo(lengths.get(1))
                .isBetween(gateways.alice.tun.mtu(), gateways.alice.tun.mtu() + 100);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void what_stood_in_the_buffer_before_does_not_leave(CipherSpec spec) {
        byte[] buffer = new byte[600];
        Arrays.fill(buffer, (byte) 0x5a);
        byte[] packet = udp(8);
        System.arraycopy(packet, 0, buffer, 64, packet.length);
        EspSa alice = EspSa.of(padding(TestSas.alice(spec), 300), CryptoProvider.standard(), RANDOM);
        int sealed = alice.seal(buffer, 64, packet.length);
        int start = 64 - alice.outboundHeaderOctets();
        byte[] esp = Arrays.copyOfRange(buffer, start, start + sealed);
        EspSaParameters bob = TestSas.anyTraffic(TestSas.bob(spec));
        OpeningCipher cipher = CryptoProvider.standard()
                .openingCipher(spec, bob.keys().inboundEncryption(), bob.keys().inboundIntegrity());

        assertThat(cipher.open(esp, 0, 8, esp.length, 1)).isGreaterThanOrEqualTo(302);

        int text = 8 + cipher.ivOctets();
        assertThat(Arrays.copyOfRange(esp, text, text + packet.length)).isEqualTo(packet);
        assertThat(Arrays.copyOfRange(esp, text + packet.length, text + 300)).isEqualTo(new byte[300 - packet.length]);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void whatever_room_there_is_a_packet_that_fits_is_not_refused(CipherSpec spec) {
        EspSa alice = EspSa.of(padding(TestSas.alice(spec), 65535), CryptoProvider.standard(), RANDOM);
        byte[] packet = udp(8);
        for (int octets = 300; octets < 340; octets++) {
            byte[] buffer = new byte[octets];
            System.arraycopy(packet, 0, buffer, 64, packet.length);
            assertThat(alice.seal(buffer, 64, packet.length))
                    .as("of %s", octets)
                    .isBetween(octets - 80, octets);
        }
    }

    @Test
    void impossible_lengths_are_refused() {
        assertThatThrownBy(() -> padding(TestSas.alice(TestSas.GCM_128), -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> padding(TestSas.alice(TestSas.GCM_128), 65536))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
