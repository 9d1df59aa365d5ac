package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.internal.Vectors.WycheproofCase;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.GMac;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class AeadVectorsTest {
    private static final int ROOM_BEFORE = 3;
    private static final int NONCE_OCTETS = 12;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20 | aes_gcm_test.json | 316 read, 197 run, 119 skipped: IV not of 12 octets",
                "28 | chacha20_poly1305_test.json | 325 read, 316 run, 9 skipped: IV not of 12 octets"
            })
    void every_vector_of_wycheproof_with_a_nonce_of_12_octets_is_sealed_and_opened_or_refused_as_it_says(
            int id, String file, String counts) {
        VectorTally tally = new VectorTally(file);
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            if (vector.octets("iv").length != NONCE_OCTETS) {
                tally.skipped("IV not of 12 octets");
                continue;
            }
            check(new EncryptionAlgorithm(id), vector);
            tally.ran();
        }
        assertThat(tally.report()).isEqualTo(file + ": " + counts);
    }

    /** The shorter ICVs are the beginning of the longest, and what is refused with that must be with them too. */
    @ParameterizedTest
    @CsvSource({"18, 8", "19, 12"})
    void gcm_with_a_short_icv_agrees_with_the_beginning_of_every_tag(int id, int icvOctets) {
        for (WycheproofCase vector : Vectors.wycheproof("aes_gcm_test.json")) {
            if (vector.octets("iv").length == NONCE_OCTETS
                    && (vector.isValid() || isFlippedBefore(vector, icvOctets))) {
                check(new EncryptionAlgorithm(id), vector, Arrays.copyOf(vector.octets("tag"), icvOctets));
            }
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/gcm-mcgrew-viega.csv")
    void gcm_agrees_with_the_test_cases_of_its_authors(
            int number, String key, String nonce, String aad, String text, String sealed) {
        byte[] whole = Vectors.octets(sealed);
        int end = whole.length - 16;
        for (int icvOctets : new int[] {8, 12, 16}) {
            checkPacket(
                    new EncryptionAlgorithm(icvOctets == 8 ? 18 : icvOctets == 12 ? 19 : 20),
                    Vectors.octets(key),
                    Vectors.octets(nonce),
                    Vectors.octets(aad),
                    Vectors.octets(text),
                    Arrays.copyOf(whole, end),
                    Arrays.copyOfRange(whole, end, end + icvOctets));
        }
    }

    /** Whole packets: ESP in appendix A, the SK payload of IKE in appendix B. */
    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc7634-packets.csv")
    void chacha20_poly1305_agrees_with_rfc_7634(
            String name, String key, String nonce, String aad, String text, String ciphertext, String tag) {
        checkPacket(
                EncryptionAlgorithm.CHACHA20_POLY1305,
                Vectors.octets(key),
                Vectors.octets(nonce),
                Vectors.octets(aad),
                Vectors.octets(text),
                Vectors.octets(ciphertext),
                Vectors.octets(tag));
    }

    /**
     * A packet of RFC 4543 has its IV between header and text, which these messages have not. They are asked of the
     * parts that {@link Gmac} is made of: its tag over message and IV must be that of another implementation, which in
     * turn agrees with the vector.
     */
    @Test
    void gmac_agrees_with_every_vector_of_wycheproof_with_a_nonce_of_12_octets() {
        VectorTally tally = new VectorTally("aes_gmac_test.json");
        for (WycheproofCase vector : Vectors.wycheproof("aes_gmac_test.json")) {
            byte[] message = vector.octets("msg");
            byte[] nonce = vector.octets("iv");
            if (nonce.length != NONCE_OCTETS) {
                tally.skipped("IV not of 12 octets");
                continue;
            }
            byte[] key = vector.octets("key");
            assertThat(Arrays.equals(reference(key, nonce, message), vector.octets("tag")))
                    .as("%s", vector)
                    .isEqualTo(vector.isValid());
            byte[] packet = Arrays.copyOf(message, message.length + 16);
            Gmac.of(JcaSources.STANDARD, vector.secret("key"), key.length)
                    .seal(nonce, message, 0, 0, packet, 0, message.length);
            assertThat(Arrays.copyOfRange(packet, message.length, packet.length))
                    .as("%s", vector)
                    .isEqualTo(reference(key, nonce, Vectors.concat(ivOf(nonce), message)));
            tally.ran();
        }
        assertThat(tally.report()).isEqualTo("aes_gmac_test.json: 414 read, 207 run, 207 skipped: IV not of 12 octets");
    }

    private static byte[] reference(byte[] key, byte[] nonce, byte[] message) {
        GMac gmac = new GMac(GCMBlockCipher.newInstance(AESEngine.newInstance()));
        gmac.init(new ParametersWithIV(new KeyParameter(key), nonce));
        gmac.update(message, 0, message.length);
        byte[] tag = new byte[16];
        gmac.doFinal(tag, 0);
        return tag;
    }

    private static byte[] ivOf(byte[] nonce) {
        return Arrays.copyOfRange(nonce, 4, NONCE_OCTETS);
    }

    private static boolean isFlippedBefore(WycheproofCase vector, int octets) {
        String comment = vector.fields().get("comment").asText();
        return comment.matches("Flipped bit \\d+ in tag.*")
                && Integer.parseInt(comment.replaceAll("\\D+(\\d+).*", "$1")) < 8 * octets;
    }

    private static void check(EncryptionAlgorithm algorithm, WycheproofCase vector) {
        check(algorithm, vector, vector.octets("tag"));
    }

    private static void check(EncryptionAlgorithm algorithm, WycheproofCase vector, byte[] tag) {
        if (vector.isValid()) {
            checkPacket(
                    algorithm,
                    vector.octets("key"),
                    vector.octets("iv"),
                    vector.octets("aad"),
                    vector.octets("msg"),
                    vector.octets("ct"),
                    tag);
            return;
        }
        byte[] forged = packet(vector.octets("aad"), vector.octets("iv"), vector.octets("ct"), tag);
        assertThat(opening(algorithm, vector.octets("key"), vector.octets("iv"))
                        .open(forged, ROOM_BEFORE, vector.octets("aad").length, forged.length - ROOM_BEFORE, 0))
                .as("%s", vector)
                .isEqualTo(-1);
    }

    private static void checkPacket(
            EncryptionAlgorithm algorithm,
            byte[] key,
            byte[] nonce,
            byte[] aad,
            byte[] text,
            byte[] ciphertext,
            byte[] tag) {
        byte[] expected = packet(aad, nonce, ciphertext, tag);
        byte[] packet = packet(aad, nonce, text, new byte[tag.length]);
        int ivOffset = ROOM_BEFORE + aad.length;
        Arrays.fill(packet, ivOffset, ivOffset + 8, (byte) 0x55);
        SealingCipher sealing = CryptoProvider.standard()
                .sealingCipher(spec(algorithm, key), keyAndSalt(key, nonce), SecretBytes.empty(), new SecureRandom());

        int sealed = sealing.seal(
                packet,
                ROOM_BEFORE,
                aad.length,
                text.length,
                ByteBuffer.wrap(nonce).getLong(4));
        assertThat(sealed).isEqualTo(packet.length - ROOM_BEFORE);
        assertThat(packet).isEqualTo(expected);

        int opened = opening(algorithm, key, nonce).open(packet, ROOM_BEFORE, aad.length, sealed, 0);
        assertThat(opened).isEqualTo(text.length);
        assertThat(Arrays.copyOfRange(packet, ivOffset + 8, ivOffset + 8 + opened))
                .isEqualTo(text);
    }

    private static OpeningCipher opening(EncryptionAlgorithm algorithm, byte[] key, byte[] nonce) {
        return CryptoProvider.standard()
                .openingCipher(spec(algorithm, key), keyAndSalt(key, nonce), SecretBytes.empty());
    }

    /** The nonce of a vector is salt | IV. */
    private static SecretBytes keyAndSalt(byte[] key, byte[] nonce) {
        return SecretBytes.copyOf(Vectors.concat(key, Arrays.copyOf(nonce, 4)));
    }

    private static byte[] packet(byte[] aad, byte[] nonce, byte[] text, byte[] icv) {
        return Vectors.concat(new byte[ROOM_BEFORE], aad, ivOf(nonce), text, icv);
    }

    private static CipherSpec spec(EncryptionAlgorithm algorithm, byte[] key) {
        return new CipherSpec(algorithm, 8 * key.length, IntegrityAlgorithm.NONE, false);
    }
}
