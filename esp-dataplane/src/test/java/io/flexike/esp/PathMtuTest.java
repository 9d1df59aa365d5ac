package io.flexike.esp;

import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.withDf;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.packet.Checksums;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.Packets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of packets that are too long for the way to the peer (RFC 4301 8.2, RFC 1191, RFC 8201, RFC 4459). */
@Timeout(60)
class PathMtuTest {
    private static final int UDP = 17;
    private static final String HERE = "10.1.0.1";
    private static final String THERE = "10.2.0.1";
    private static final String HERE6 = "fd01::1";
    private static final String THERE6 = "fd02::1";
    /** Of outer IPv4, UDP, ESP header, IV, trailer and ICV with AES-GCM; the padding comes to it. */
    private static final int LEAST_AROUND = 20 + 8 + 8 + 8 + 2 + 16;

    private final TwoGateways gateways = new TwoGateways();

    @AfterEach
    void close() {
        gateways.close();
    }

    private void open(int mtu, OuterHeaderPolicy policy) {
        gateways.open();
        gateways.keepReceived();
        gateways.install(TestSas.GCM_128, alice -> alice.outerHeader(policy));
        gateways.network.mtu(mtu);
    }

    private static byte[] ipv4(int octets) {
        byte[] data = new byte[octets - 20];
        new Random(octets).nextBytes(data);
        return packet(HERE, THERE, UDP, data);
    }

    private static byte[] ipv6(int octets) {
        return packet(HERE6, THERE6, UDP, new byte[octets - 40]);
    }

    private byte[] atBob() throws InterruptedException {
        return next(gateways.bob);
    }

    private byte[] backAtAlice() throws InterruptedException {
        return next(gateways.alice);
    }

    /** The first packet that is too long is lost, and its loss tells the MTU. */
    private void learn(byte[] tooLong) {
        gateways.lose(tooLong);
    }

    private void assertTooLong(int packets) throws InterruptedException {
        // a drop is counted after its source was told, and before the next packet is sent
        byte[] next = ipv4(100);
        gateways.alice.sendReliably(next);
        assertThat(atBob()).isEqualTo(next);
        assertThat(gateways.alice.plane.snapshot().drops(DropReason.EXCEEDS_PATH_MTU))
                .isEqualTo(packets);
    }

    private static int mtuOf(byte[] message) {
        ByteBuffer octets = ByteBuffer.wrap(message);
        return message[0] >>> 4 == 4 ? octets.getShort(26) & 0xffff : octets.getInt(44);
    }

    @Test
    void the_source_of_a_packet_with_df_learns_what_fits() throws InterruptedException {
        open(1400, OuterHeaderPolicy.standard());
        byte[] tooLong = withDf(ipv4(1400));
        assertThat(gateways.alice.plane.sa(TestSas.ALICE_SPI).orElseThrow().pathMtu())
                .isZero();
        learn(tooLong);
        assertThat(gateways.alice.plane.sa(TestSas.ALICE_SPI).orElseThrow().pathMtu())
                .isEqualTo(1400);

        gateways.alice.sendReliably(tooLong);

        byte[] message = backAtAlice();
        PacketView view = Packets.view(message);
        assertThat(Arrays.copyOfRange(message, 12, 20))
                .as("from there to here")
                .containsExactly(10, 2, 0, 1, 10, 1, 0, 1);
        assertThat(view.protocol()).isEqualTo(1);
        assertThat(Arrays.copyOfRange(message, 20, 22)).containsExactly(3, 4);
        assertThat(Checksums.headerIsRight(message)).isTrue();
        assertThat(Checksums.sum(message, 20)).isEqualTo(0xffff);
        assertThat(Arrays.copyOfRange(message, 28, message.length)).isEqualTo(Arrays.copyOf(tooLong, 548));
        // 1400 - 62 = 1338, which with the trailer is a multiple of four
        assertThat(mtuOf(message)).isEqualTo(1400 - LEAST_AROUND);

        byte[] fits = withDf(ipv4(mtuOf(message)));
        gateways.alice.sendReliably(fits);
        assertThat(atBob()).isEqualTo(fits);
        gateways.alice.sendReliably(withDf(ipv4(mtuOf(message) + 1)));
        assertThat(mtuOf(backAtAlice())).isEqualTo(1400 - LEAST_AROUND);
        assertThat(gateways.network.fragmented()).isZero();
        assertTooLong(2);
        SaSnapshot sa = gateways.alice.plane.sa(TestSas.ALICE_SPI).orElseThrow();
        assertThat(sa.sendDrops()).containsExactly(Map.entry(DropReason.EXCEEDS_PATH_MTU, 2L));
    }

    static List<CipherSpec> specs() {
        return TestSas.specs();
    }

    @ParameterizedTest
    @MethodSource("specs")
    void what_fits_with_each_cipher_is_not_one_octet_less(CipherSpec spec) throws InterruptedException {
        for (int mtu = 1300; mtu > 1283; mtu--) {
            int most;
            try (TwoGateways knowing = fresh(spec, mtu)) {
                knowing.lose(withDf(ipv4(1400)));
                knowing.alice.sendReliably(withDf(ipv4(1400)));
                most = mtuOf(next(knowing.alice));
                knowing.alice.sendReliably(withDf(ipv4(most)));
                assertThat(next(knowing.bob)).hasSize(most);
            }
            try (TwoGateways ignorant = fresh(spec, mtu)) {
                ignorant.lose(withDf(ipv4(most + 1)));
            }
        }
    }

    private static TwoGateways fresh(CipherSpec spec, int mtu) {
        TwoGateways fresh = new TwoGateways();
        fresh.open(Encapsulation.NATIVE, "192.0.2.1", "192.0.2.2");
        fresh.keepReceived();
        fresh.install(spec, alice -> alice);
        fresh.network.mtu(mtu);
        return fresh;
    }

    private static byte[] next(TwoGateways.End end) throws InterruptedException {
        byte[] got = end.received.poll(5, TimeUnit.SECONDS);
        assertThat(got).as("nothing came").isNotNull();
        return got;
    }

    @Test
    void ipv6_is_told_no_less_than_1280() throws InterruptedException {
        open(1300, OuterHeaderPolicy.standard());
        byte[] tooLong = ipv6(1300);
        learn(tooLong);

        gateways.alice.sendReliably(tooLong);

        byte[] message = backAtAlice();
        assertThat(message[6]).isEqualTo((byte) 58);
        assertThat(Arrays.copyOfRange(message, 40, 42)).containsExactly(2, 0);
        assertThat(Checksums.upperIsRight(message)).isTrue();
        assertThat(mtuOf(message)).isEqualTo(1280);
        assertThat(message).hasSize(1280);
        assertThat(Arrays.copyOfRange(message, 48, 1280)).isEqualTo(Arrays.copyOf(tooLong, 1232));

        // RFC 2473 7.2: what has the least length is carried, in pieces if need be
        gateways.alice.sendReliably(ipv6(1280));
        assertThat(atBob()).isEqualTo(ipv6(1280));
        assertThat(gateways.network.fragmented()).isEqualTo(1);
    }

    @Test
    void a_packet_without_df_is_cut_before_it_is_protected() throws InterruptedException {
        open(1000, OuterHeaderPolicy.standard());
        learn(withDf(ipv4(1300)));
        byte[] whole = ipv4(1399);

        gateways.alice.sendReliably(whole);

        byte[] first = atBob();
        byte[] second = atBob();
        assertThat(first).hasSize(20 + (1000 - LEAST_AROUND - 20) / 8 * 8);
        assertThat(Arrays.copyOfRange(first, 6, 8)).containsExactly(0x20, 0);
        assertThat(Checksums.headerIsRight(first)).isTrue();
        assertThat(Checksums.headerIsRight(second)).isTrue();
        byte[] joined = Arrays.copyOf(whole, whole.length);
        System.arraycopy(first, 20, joined, 20, first.length - 20);
        System.arraycopy(second, 20, joined, first.length, second.length - 20);
        assertThat(joined).isEqualTo(whole);
        assertThat(gateways.network.fragmented()).isZero();
        assertThat(gateways.alice.received).isEmpty();
    }

    @Test
    void many_packets_are_cut_at_once_and_none_is_overwritten() throws InterruptedException {
        open(300, OuterHeaderPolicy.standard());
        learn(withDf(ipv4(1300)));
        // what is on its way at any time fits into the queues of the network
        int together = 40;
        for (int first = 0; first < 5 * together; first += together) {
            List<byte[]> sent = new ArrayList<>();
            for (int i = first; i < first + together; i++) {
                byte[] whole = ipv4(1400 - i);
                Arrays.fill(whole, 20, whole.length, (byte) i);
                sent.add(whole);
                gateways.alice.sendReliably(whole);
            }
            for (byte[] whole : sent) {
                assertComesInPieces(whole);
            }
        }
    }

    private void assertComesInPieces(byte[] whole) throws InterruptedException {
        int octets = 20;
        while (octets < whole.length) {
            byte[] piece = atBob();
            for (int at = 20; at < piece.length; at++) {
                assertThat(piece[at]).isEqualTo(whole[20]);
            }
            octets += piece.length - 20;
        }
        assertThat(octets).isEqualTo(whole.length);
    }

    @ParameterizedTest
    @CsvSource({"CLEAR,true", "CLEAR,false", "COPY,false"})
    void what_the_network_may_cut_is_sent_whole(DfBit dfBit, boolean before) throws InterruptedException {
        OuterHeaderPolicy policy = OuterHeaderPolicy.standard().withDfBit(dfBit);
        open(1000, before ? policy : policy.withFragmentationAfterEncryption());
        // nobody learns anything where DF is not set
        byte[] bound = withDf(ipv4(1300));
        if (dfBit == DfBit.CLEAR) {
            gateways.alice.sendReliably(bound);
            assertThat(atBob()).isEqualTo(bound);
        } else {
            learn(bound);
        }

        gateways.alice.sendReliably(ipv4(1399));

        assertThat(atBob()).isEqualTo(ipv4(1399));
        assertThat(gateways.network.fragmented()).isEqualTo(dfBit == DfBit.CLEAR ? 2 : 1);
        assertThat(gateways.alice.received).isEmpty();
    }

    @Test
    void with_df_set_a_packet_is_cut_before_whatever_is_said() throws InterruptedException {
        open(1000, OuterHeaderPolicy.standard().withDfBit(DfBit.SET).withFragmentationAfterEncryption());
        learn(ipv4(1399));

        gateways.alice.sendReliably(ipv4(1399));

        assertThat(atBob().length + atBob().length).isEqualTo(1399 + 20);
        assertThat(gateways.network.fragmented()).isZero();
    }

    @Test
    void pieces_that_selectors_would_not_know_are_cut_after() throws InterruptedException {
        gateways.open();
        gateways.keepReceived();
        Selector ports = Selector.any4().onlyProtocol(UDP).onlyPorts(0, 1000);
        gateways.install(TestSas.GCM_128, ports, ports);
        gateways.network.mtu(1000);
        byte[] whole = packet(HERE, THERE, UDP, new byte[1300]);
        learn(withDf(whole));

        gateways.alice.sendReliably(whole);

        assertThat(atBob()).isEqualTo(whole);
        assertThat(gateways.network.fragmented()).isEqualTo(1);
    }

    @Test
    void who_must_not_be_answered_is_not() throws InterruptedException {
        open(1000, OuterHeaderPolicy.standard());
        learn(withDf(ipv4(1300)));
        byte[] data = new byte[1300];
        data[0] = 3;
        byte[] fragment = withDf(ipv4(1300));
        fragment[7] = 100;
        byte[] error6 = new byte[1300];
        error6[0] = 1;
        List<byte[]> silent = List.of(
                withDf(packet(HERE, THERE, 1, data)),
                packet(HERE6, THERE6, 58, error6),
                withDf(packet(HERE, "224.0.0.5", UDP, data)),
                withDf(packet(HERE, "255.255.255.255", UDP, data)),
                withDf(packet("0.0.0.0", THERE, UDP, data)),
                withDf(packet("224.0.0.5", THERE, UDP, data)),
                withDf(packet("127.0.0.1", THERE, UDP, data)),
                packet("::", THERE6, UDP, data),
                packet(HERE6, "ff02::1", UDP, data),
                fragment);
        silent.forEach(gateways.alice::sendReliably);
        byte[] echo = new byte[1300];
        echo[0] = 8;
        gateways.alice.sendReliably(withDf(packet(HERE, THERE, 1, echo)));

        assertThat(mtuOf(backAtAlice())).isEqualTo(1000 - LEAST_AROUND);
        assertThat(gateways.alice.received).isEmpty();
        assertTooLong(silent.size() + 1);
    }

    @Test
    void sources_are_not_told_more_often_than_is_good() throws InterruptedException {
        open(1000, OuterHeaderPolicy.standard());
        learn(withDf(ipv4(1300)));
        for (int i = 0; i < 500; i++) {
            gateways.alice.sendReliably(withDf(ipv4(1300)));
        }
        byte[] last = ipv4(100);
        gateways.alice.sendReliably(last);
        assertThat(atBob()).isEqualTo(last);
        assertThat(gateways.alice.received).hasSize(32);

        gateways.alice.nowMillis.addAndGet(1000);
        gateways.alice.sendReliably(withDf(ipv4(1300)));
        gateways.alice.sendReliably(last);
        assertThat(atBob()).isEqualTo(last);
        assertThat(gateways.alice.received).hasSize(33);
    }

    @Test
    void octets_that_hide_a_length_do_not_make_a_packet_too_long() throws InterruptedException {
        gateways.open();
        gateways.keepReceived();
        gateways.install(TestSas.GCM_128, alice -> alice.tfcOctets(1400));
        gateways.network.mtu(1000);
        learn(withDf(ipv4(100)));

        gateways.alice.sendReliably(withDf(ipv4(100)));

        assertThat(atBob()).isEqualTo(withDf(ipv4(100)));
        assertThat(gateways.network.drops()).isEqualTo(1);
    }

    @Test
    void transport_mode_counts_its_one_header() throws InterruptedException {
        gateways.open();
        gateways.keepReceived();
        gateways.bob.plane.install(
                TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128).mode(Mode.TRANSPORT)));
        gateways.alice.plane.install(
                TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128).mode(Mode.TRANSPORT)));
        gateways.network.mtu(1000);
        byte[] tooLong = withDf(packet("192.0.2.1", "192.0.2.2", 47, new byte[1000]));
        learn(tooLong);

        gateways.alice.sendReliably(tooLong);

        assertThat(mtuOf(backAtAlice())).isEqualTo(1000 - LEAST_AROUND + 20);
        gateways.alice.sendReliably(packet("192.0.2.1", "192.0.2.2", 47, new byte[1000]));
        assertThat(atBob()).hasSize(1020);
        assertThat(gateways.network.fragmented()).isEqualTo(1);
    }
}
