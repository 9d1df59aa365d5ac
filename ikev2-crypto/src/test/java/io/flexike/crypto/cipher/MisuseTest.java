package io.flexike.crypto.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens when a cipher is used as it must not be, or when the network repeats itself. */
class MisuseTest {
    private static final int AAD = 8;
    private static final int TEXT = 256;
    private static final int PACKETS = 20_000;

    static List<CipherSpec> specs() {
        return Specs.all();
    }

    static List<CipherSpec> someSpecs() {
        return List.of(
                new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false),
                new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, true),
                new CipherSpec(EncryptionAlgorithm.AES_CCM_16, 128, IntegrityAlgorithm.NONE, false),
                new CipherSpec(EncryptionAlgorithm.CHACHA20_POLY1305, 256, IntegrityAlgorithm.NONE, false),
                new CipherSpec(EncryptionAlgorithm.AES_CTR, 128, IntegrityAlgorithm.HMAC_SHA2_256_128, false));
    }

    /**
     * Two threads share a cipher by mistake and even give it numbers that grow. What comes out must be right packet by
     * packet, each IV once; what would not be is refused.
     */
    @ParameterizedTest
    @MethodSource("someSpecs")
    void two_threads_that_share_a_cipher_never_make_it_use_an_iv_twice(CipherSpec spec) throws Exception {
        Specs.Pair pair = Specs.Pair.of(spec, 21);
        AtomicLong numbers = new AtomicLong();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Map<Long, byte[]>>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                both.add(threads.submit(() -> sealMany(pair.sealing(), numbers, start)));
            }
            start.countDown();
            Map<Long, byte[]> sealed = new HashMap<>(both.get(0).get());
            both.get(1)
                    .get()
                    .forEach((number, packet) ->
                            assertThat(sealed.put(number, packet)).isNull());
            assertThat(sealed).isNotEmpty();
            sealed.forEach((number, packet) -> {
                assertThat(ByteBuffer.wrap(packet).getLong(AAD)).isEqualTo(number);
                assertThat(pair.opening().open(packet, 0, AAD, packet.length, number))
                        .isEqualTo(TEXT);
            });
        } finally {
            threads.shutdownNow();
        }
    }

    /** The number that stands in the packet may be used by whoever is first; the others are told so. */
    private static Map<Long, byte[]> sealMany(SealingCipher cipher, AtomicLong numbers, CountDownLatch start)
            throws InterruptedException {
        start.await();
        Map<Long, byte[]> sealed = new HashMap<>();
        for (int i = 0; i < PACKETS; i++) {
            long number = numbers.incrementAndGet();
            byte[] packet = new byte[AAD + cipher.ivOctets() + TEXT + cipher.icvOctets()];
            try {
                cipher.seal(packet, 0, AAD, TEXT, number);
                sealed.put(number, packet);
            } catch (IllegalStateException e) {
                // another thread is at it, or a later number was used: refused, as it must be
            }
        }
        return sealed;
    }

    /** Java 17 refuses to begin a decryption of ChaCha20-Poly1305 with the nonce of the one before. */
    @ParameterizedTest
    @MethodSource("specs")
    void a_forged_packet_with_the_nonce_of_a_genuine_one_hurts_neither_that_nor_those_that_follow(CipherSpec spec) {
        Specs.Pair pair = Specs.Pair.of(spec, 22);
        byte[] first = sealed(pair.sealing(), 1);
        byte[] second = sealed(pair.sealing(), 2);
        byte[] forged = first.clone();
        forged[forged.length - 1] ^= 1;

        assertThat(open(pair, forged, 1)).isEqualTo(-1);
        assertThat(open(pair, forged, 1)).isEqualTo(-1);
        assertThat(open(pair, first, 1)).isEqualTo(TEXT);
        assertThat(open(pair, first, 1)).as("a copy").isEqualTo(TEXT);
        assertThat(open(pair, second, 2)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void nothing_of_a_forged_packet_can_be_read(CipherSpec spec) {
        Specs.Pair pair = Specs.Pair.of(spec, 23);
        byte[] packet =
                new byte[AAD + pair.sealing().ivOctets() + TEXT + pair.sealing().icvOctets()];
        Arrays.fill(packet, (byte) 0x41);
        pair.sealing().seal(packet, 0, AAD, TEXT, 1);
        packet[packet.length - 1] ^= 1;
        assertThat(pair.opening().open(packet, 0, AAD, packet.length, 1)).isEqualTo(-1);
        if (!Specs.isInTheClear(spec)) {
            assertThat(new String(
                            packet,
                            AAD + pair.sealing().ivOctets(),
                            TEXT,
                            java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain(String.join("", Collections.nCopies(4, "A")));
        }
    }

    @Test
    void a_destroyed_cipher_can_be_destroyed_again_and_still_says_its_lengths() {
        for (CipherSpec spec : someSpecs()) {
            Specs.Pair pair = Specs.Pair.of(spec, 24);
            int icvOctets = pair.sealing().icvOctets();
            for (int i = 0; i < 2; i++) {
                pair.sealing().destroy();
                pair.opening().destroy();
            }
            assertThat(pair.sealing().icvOctets()).isEqualTo(icvOctets);
            assertThat(pair.opening().icvOctets()).isEqualTo(icvOctets);
            assertThatIllegalStateException()
                    .isThrownBy(() -> pair.sealing().seal(new byte[500], 0, AAD, TEXT, 1))
                    .withMessageContaining("destroyed");
        }
    }

    private static byte[] sealed(SealingCipher cipher, long number) {
        byte[] packet = new byte[AAD + cipher.ivOctets() + TEXT + cipher.icvOctets()];
        cipher.seal(packet, 0, AAD, TEXT, number);
        return packet;
    }

    private static int open(Specs.Pair pair, byte[] packet, long number) {
        return pair.opening().open(packet.clone(), 0, AAD, packet.length, number);
    }
}
