package io.flexike.esp;

import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EspSaTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] PING = packet("10.0.0.1", "10.0.0.2", 1, (byte) 8, (byte) 0, (byte) 0, (byte) 0);

    private static List<CipherSpec> specs() {
        return TestSas.specs();
    }

    private static EspSa alice(CipherSpec spec) {
        return EspSa.of(TestSas.anyTraffic(TestSas.alice(spec)), CryptoProvider.standard(), RANDOM);
    }

    private static EspSa bob(CipherSpec spec) {
        return EspSa.of(TestSas.anyTraffic(TestSas.bob(spec)), CryptoProvider.standard(), RANDOM);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void what_one_end_seals_the_other_opens(CipherSpec spec) {
        EspSa alice = alice(spec);
        EspSa bob = bob(spec);

        assertThat(bob.open(alice.seal(PING))).hasValue(PING);
        assertThat(alice.open(bob.seal(PING))).hasValue(PING);
        assertThat(alice.outbound()).isEqualTo(new DirectionCounters(1, PING.length, 1));
        assertThat(bob.inbound()).isEqualTo(new DirectionCounters(1, PING.length, 1));
    }

    @Test
    void the_header_carries_the_peers_spi_and_numbers_from_one() {
        EspSa alice = alice(TestSas.GCM_128);

        for (int number = 1; number <= 3; number++) {
            ByteBuffer esp = ByteBuffer.wrap(alice.seal(PING));
            assertThat(esp.getInt()).isEqualTo(TestSas.BOB_SPI);
            assertThat(esp.getInt()).isEqualTo(number);
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void lengths_align_to_four_octets(CipherSpec spec) {
        EspSa alice = alice(spec);
        for (int payload = 0; payload < 40; payload++) {
            assertThat(alice.seal(packet("10.0.0.1", "10.0.0.2", 17, new byte[payload])).length % 4)
                    .isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void each_packet_opens_once_in_any_order(CipherSpec spec) {
        EspSa alice = alice(spec);
        EspSa bob = bob(spec);
        List<byte[]> sealed = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sealed.add(alice.seal(PING));
        }
        Collections.shuffle(sealed, new Random(5));

        assertThat(sealed).allSatisfy(esp -> assertThat(bob.open(esp)).isPresent());
        assertThat(sealed).allSatisfy(esp -> assertThat(bob.open(esp)).isEmpty());
        assertThat(bob.drops()).containsOnly(Map.entry(DropReason.REPLAYED, 100L));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void a_change_of_any_octet_is_noticed_and_does_not_move_the_window(CipherSpec spec) {
        EspSa alice = alice(spec);
        EspSa bob = bob(spec);
        byte[] esp = alice.seal(PING);
        for (int at = 4; at < esp.length; at++) {
            byte[] changed = esp.clone();
            changed[at] ^= 0x40;
            assertThat(bob.open(changed)).as("octet %d", at).isEmpty();
        }
        assertThat(bob.drops()).containsOnlyKeys(DropReason.NOT_AUTHENTIC);
        assertThat(bob.open(esp)).hasValue(PING);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void a_packet_cut_anywhere_is_dropped(CipherSpec spec) {
        EspSa alice = alice(spec);
        EspSa bob = bob(spec);
        byte[] esp = alice.seal(PING);
        for (int octets = 0; octets < esp.length; octets++) {
            assertThat(bob.open(Arrays.copyOf(esp, octets))).isEmpty();
        }
        assertThat(bob.open(esp)).isPresent();
    }

    @Test
    void what_does_not_match_the_selectors_is_dropped_after_authentication() {
        EspSa alice = alice(TestSas.GCM_128);
        EspSa bob = EspSa.of(
                TestSas.bob(TestSas.GCM_128)
                        .local(Selector.any4())
                        .remote(Selector.subnet("10.0.0.0/24"))
                        .build(),
                CryptoProvider.standard(),
                RANDOM);

        Optional<byte[]> opened = bob.open(alice.seal(packet("10.0.1.1", "10.9.9.9", 17, new byte[8])));

        assertThat(opened).isEmpty();
        assertThat(bob.drops()).containsOnlyKeys(DropReason.INBOUND_SELECTOR_MISMATCH);
        assertThat(bob.inbound().sequence()).isEqualTo(1);
        assertThat(bob.open(alice.seal(packet("10.0.0.1", "10.9.9.9", 17, new byte[8]))))
                .isPresent();
    }

    @Test
    void octets_behind_the_inner_packet_are_cut_off() {
        EspSa alice = alice(TestSas.GCM_128);
        EspSa bob = bob(TestSas.GCM_128);
        byte[] withTail = Arrays.copyOf(PING, PING.length + 100);

        assertThat(bob.open(alice.seal(withTail))).hasValue(PING);
    }

    @Test
    void an_inner_packet_that_is_not_well_formed_is_dropped() {
        EspSa alice = alice(TestSas.GCM_128);
        EspSa bob = bob(TestSas.GCM_128);

        assertThat(bob.open(alice.seal(new byte[] {0x45, 0, 0, 20}))).isEmpty();

        assertThat(bob.drops()).containsOnlyKeys(DropReason.MALFORMED_INNER);
    }

    @Test
    void a_closed_pair_neither_seals_nor_opens() {
        EspSa alice = alice(TestSas.GCM_128);
        EspSa bob = bob(TestSas.GCM_128);
        byte[] esp = alice.seal(PING);
        alice.close();
        bob.close();
        bob.close();

        assertThatThrownBy(() -> alice.seal(PING)).isInstanceOf(IllegalStateException.class);
        assertThat(bob.open(esp)).isEmpty();
    }

    @Test
    void missing_room_and_other_protocols_are_the_callers_fault() {
        EspSa alice = alice(TestSas.GCM_128);
        byte[] tight = Arrays.copyOf(PING, PING.length + 64);

        assertThatThrownBy(() -> alice.seal(tight, 0, PING.length)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> alice.seal(new byte[] {0x50, 0, 0, 0})).isInstanceOf(IllegalArgumentException.class);
    }
}
