package io.flexike.crypto.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PacketCipherTest {
    private static final int AAD = 8;
    private static final int TEXT = 32;
    private static final long NUMBER = 0x0000_0007_0000_0001L;

    static List<CipherSpec> specs() {
        return Specs.all();
    }

    @ParameterizedTest
    @MethodSource("specs")
    void every_flipped_bit_is_refused(CipherSpec spec) {
        Specs.Pair pair = Specs.Pair.of(spec, 1);
        byte[] packet = sealed(pair, NUMBER);
        for (int bit = 0; bit < 8 * packet.length; bit++) {
            byte[] forged = packet.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(pair.opening().open(forged, 0, AAD, forged.length, NUMBER))
                    .as("bit %d", bit)
                    .isEqualTo(-1);
        }
        assertThat(pair.opening().open(packet, 0, AAD, packet.length, NUMBER)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void every_truncation_and_extension_is_refused(CipherSpec spec) {
        Specs.Pair pair = Specs.Pair.of(spec, 2);
        byte[] packet = sealed(pair, NUMBER);
        for (int length = 0; length <= packet.length + 40; length++) {
            int expected = length == packet.length ? TEXT : -1;
            byte[] cut = Arrays.copyOf(packet, length);
            assertThat(pair.opening().open(cut, 0, AAD, length, NUMBER))
                    .as("%d octets", length)
                    .isEqualTo(expected);
        }
    }

    @Test
    void associated_data_longer_than_the_packet_is_an_impossible_length() {
        for (CipherSpec spec : List.of(gcm(false), cbc(false), cbc(true))) {
            Specs.Pair pair = Specs.Pair.of(spec, 2);
            byte[] packet = sealed(pair, NUMBER);
            for (int octets : new int[] {0, 16, packet.length}) {
                for (int beyond = 0; beyond < 64; beyond++) {
                    // the second of them overflows an int with the overhead
                    for (int aadOctets : new int[] {octets + 1 + beyond, Integer.MAX_VALUE - beyond}) {
                        assertThat(pair.opening().open(packet, 0, aadOctets, octets, NUMBER))
                                .as("%s, %d of %d octets", spec, aadOctets, octets)
                                .isEqualTo(-1);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void the_upper_half_of_the_number_counts_only_when_extended_and_the_lower_half_never(CipherSpec spec) {
        Specs.Pair pair = Specs.Pair.of(spec, 3);
        byte[] packet = sealed(pair, NUMBER);
        long otherLower = NUMBER ^ 0x55;
        long otherUpper = NUMBER ^ 0x1_0000_0000L;

        assertThat(pair.opening().open(packet.clone(), 0, AAD, packet.length, otherLower))
                .isEqualTo(TEXT);
        assertThat(pair.opening().open(packet.clone(), 0, AAD, packet.length, otherUpper))
                .isEqualTo(spec.extendedSequenceNumbers() ? -1 : TEXT);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void a_packet_number_is_never_taken_twice_nor_a_lower_one(CipherSpec spec) {
        SealingCipher cipher = Specs.Pair.of(spec, 4).sealing();
        byte[] buffer = new byte[256];
        cipher.seal(buffer, 0, AAD, TEXT, 0);
        cipher.seal(buffer, 0, AAD, TEXT, 5);
        for (long stale : new long[] {5, 4, 1, 0}) {
            byte[] before = buffer.clone();
            assertThatIllegalStateException().isThrownBy(() -> cipher.seal(buffer, 0, AAD, TEXT, stale));
            assertThat(buffer).isEqualTo(before);
        }
        cipher.seal(buffer, 0, AAD, TEXT, 6);
        // unsigned: a 64-bit number goes on beyond the largest long
        cipher.seal(buffer, 0, AAD, TEXT, Long.MAX_VALUE);
        cipher.seal(buffer, 0, AAD, TEXT, Long.MIN_VALUE);
        cipher.seal(buffer, 0, AAD, TEXT, -1);
        assertThatIllegalStateException().isThrownBy(() -> cipher.seal(buffer, 0, AAD, TEXT, 0));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void a_call_that_names_no_packet_of_the_buffer_is_refused_and_burns_no_number(CipherSpec spec) {
        Specs.Pair pair = Specs.Pair.of(spec, 5);
        int overhead = pair.sealing().ivOctets() + pair.sealing().icvOctets();
        byte[] buffer = new byte[AAD + TEXT + overhead];
        int[][] calls = {{1, AAD, TEXT}, {-1, AAD, TEXT}, {0, -8, TEXT}, {0, AAD, -16}, {0, AAD, Integer.MAX_VALUE - 15}
        };
        for (int[] call : calls) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .as("%s", Arrays.toString(call))
                    .isThrownBy(() -> pair.sealing().seal(buffer, call[0], call[1], call[2], 1));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .as("%s", Arrays.toString(call))
                    .isThrownBy(() -> pair.opening()
                            .open(buffer, call[0], call[1], call[2] == TEXT ? buffer.length : call[2], 1));
        }
        assertThat(pair.sealing().seal(buffer, 0, AAD, TEXT, 1)).isEqualTo(buffer.length);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void a_destroyed_cipher_is_of_no_more_use(CipherSpec spec) {
        Specs.Pair pair = Specs.Pair.of(spec, 6);
        byte[] packet = sealed(pair, NUMBER);
        pair.sealing().destroy();
        pair.opening().destroy();
        assertThatIllegalStateException()
                .isThrownBy(() -> pair.sealing().seal(new byte[200], 0, AAD, TEXT, NUMBER + 1));
        assertThatIllegalStateException().isThrownBy(() -> pair.opening().open(packet, 0, AAD, packet.length, NUMBER));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void keys_of_another_length_are_refused(CipherSpec spec) {
        CryptoProvider provider = CryptoProvider.standard();
        SecretBytes encryption = Specs.key(spec.encryptionKeyOctets(), 7);
        SecretBytes integrity = Specs.key(spec.integrityKeyOctets(), 8);
        SecretBytes longEncryption = SecretBytes.concat(encryption, Specs.key(1, 1));
        SecretBytes longIntegrity = SecretBytes.concat(integrity, Specs.key(1, 1));

        assertThatIllegalArgumentException().isThrownBy(() -> provider.openingCipher(spec, longEncryption, integrity));
        assertThatIllegalArgumentException().isThrownBy(() -> provider.openingCipher(spec, encryption, longIntegrity));
        if (encryption.length() > 0) {
            SecretBytes shortEncryption = encryption.slice(0, encryption.length() - 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> provider.sealingCipher(spec, shortEncryption, integrity, new SecureRandom()));
        }
    }

    @Test
    void encryption_without_integrity_and_an_aead_with_more_are_refused() {
        for (CipherSpec spec : List.of(
                new CipherSpec(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.NONE, false),
                new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.HMAC_SHA2_256_128, false),
                new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 64, IntegrityAlgorithm.NONE, false),
                new CipherSpec(new EncryptionAlgorithm(4711), 128, IntegrityAlgorithm.HMAC_SHA2_256_128, false),
                new CipherSpec(EncryptionAlgorithm.AES_CBC, 128, new IntegrityAlgorithm(4711), false))) {
            assertThatIllegalArgumentException()
                    .as("%s", spec)
                    .isThrownBy(() -> CryptoProvider.standard()
                            .openingCipher(
                                    spec,
                                    SecretBytes.copyOf(new byte[spec.encryptionKeyOctets()]),
                                    SecretBytes.copyOf(new byte[spec.integrityKeyOctets()])));
        }
    }

    @Test
    void cbc_takes_only_whole_blocks_and_burns_no_number_otherwise() {
        SealingCipher cipher = Specs.Pair.of(cbc(false), 9).sealing();
        assertThatIllegalArgumentException().isThrownBy(() -> cipher.seal(new byte[200], 0, AAD, 31, 1));
        cipher.seal(new byte[200], 0, AAD, 32, 1);
    }

    @Test
    void cbc_never_repeats_an_iv_even_for_equal_packets_and_takes_it_from_the_given_source() {
        byte[] expected = new byte[16];
        Arrays.fill(expected, (byte) 0xA7);
        SealingCipher fixed = CryptoProvider.standard()
                .sealingCipher(cbc(false), Specs.key(16, 1), Specs.key(32, 2), new Constant((byte) 0xA7));
        byte[] buffer = new byte[256];
        fixed.seal(buffer, 0, AAD, TEXT, 1);
        assertThat(Arrays.copyOfRange(buffer, AAD, AAD + 16)).isEqualTo(expected);

        SealingCipher cipher = Specs.Pair.of(cbc(false), 10).sealing();
        Set<ByteBuffer> seen = new HashSet<>();
        for (int i = 1; i <= 200; i++) {
            byte[] packet = new byte[256];
            cipher.seal(packet, 0, AAD, TEXT, i);
            assertThat(seen.add(ByteBuffer.wrap(packet, AAD, 16))).isTrue();
        }
    }

    @Test
    void gcm_sends_the_packet_number_as_iv() {
        byte[] packet = sealed(Specs.Pair.of(gcm(false), 11), NUMBER);
        assertThat(ByteBuffer.wrap(packet).getLong(AAD)).isEqualTo(NUMBER);
    }

    /** RFC 4106 5, put together by hand. */
    @Test
    void gcm_with_extended_numbers_authenticates_spi_upper_and_lower_half() throws Exception {
        CipherSpec spec = gcm(true);
        byte[] packet = sealed(Specs.Pair.of(spec, 12), NUMBER);
        byte[] keyAndSalt = Specs.key(20, 12).toByteArray(SecretAccess.granted());
        byte[] nonce =
                ByteBuffer.allocate(12).put(keyAndSalt, 16, 4).putLong(NUMBER).array();
        byte[] header = header();
        byte[] aad = ByteBuffer.allocate(12)
                .put(header, 0, 4)
                .putInt((int) (NUMBER >>> 32))
                .put(header, 4, 4)
                .array();

        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(keyAndSalt, 0, 16, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(aad);
        assertThat(Arrays.copyOfRange(packet, AAD + 8, packet.length)).isEqualTo(cipher.doFinal(new byte[TEXT]));
    }

    @Test
    void gcm_with_extended_numbers_insists_on_the_esp_header() {
        Specs.Pair pair = Specs.Pair.of(gcm(true), 13);
        assertThatIllegalArgumentException().isThrownBy(() -> pair.sealing().seal(new byte[200], 0, 12, TEXT, 1));
    }

    /** RFC 4303 2.2.1, put together by hand. */
    @Test
    void a_mac_with_extended_numbers_goes_on_over_the_upper_half() throws Exception {
        CipherSpec spec = cbc(true);
        byte[] packet = sealed(Specs.Pair.of(spec, 14), NUMBER);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Specs.key(32, 15).toByteArray(SecretAccess.granted()), "HmacSHA256"));
        mac.update(packet, 0, packet.length - 16);
        mac.update(ByteBuffer.allocate(4).putInt((int) (NUMBER >>> 32)).flip());
        assertThat(Arrays.copyOfRange(packet, packet.length - 16, packet.length))
                .isEqualTo(Arrays.copyOf(mac.doFinal(), 16));
    }

    @Test
    void nothing_of_a_key_is_printed() {
        SecretBytes key = SecretBytes.copyOf(new byte[] {
            0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41, 0x41,
            0x41, 0x41
        });
        SealingCipher cipher =
                CryptoProvider.standard().sealingCipher(gcm(false), key, SecretBytes.empty(), new SecureRandom());
        assertThat(cipher.toString())
                .doesNotContain("AAAA")
                .doesNotContain("41, 41")
                .doesNotContain("65, 65");
    }

    private static byte[] sealed(Specs.Pair pair, long number) {
        byte[] packet =
                new byte[AAD + pair.sealing().ivOctets() + TEXT + pair.sealing().icvOctets()];
        System.arraycopy(header(), 0, packet, 0, AAD);
        assertThat(pair.sealing().seal(packet, 0, AAD, TEXT, number)).isEqualTo(packet.length);
        return packet;
    }

    private static byte[] header() {
        return ByteBuffer.allocate(AAD).putInt(0xC0FFEE01).putInt((int) NUMBER).array();
    }

    private static CipherSpec gcm(boolean extended) {
        return new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, extended);
    }

    private static CipherSpec cbc(boolean extended) {
        return new CipherSpec(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.HMAC_SHA2_256_128, extended);
    }

    private static final class Constant extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte value;

        Constant(byte value) {
            this.value = value;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, value);
        }
    }
}
