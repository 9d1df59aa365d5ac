package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.internal.Vectors.WycheproofCase;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.CamelliaEngine;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CcmVectorsTest {
    @ParameterizedTest
    @CsvSource({"AES, aes_ccm_test.json", "Camellia, camellia_ccm_test.json"})
    void every_vector_of_wycheproof_is_sealed_and_opened_or_refused_as_it_says(String algorithm, String file) {
        VectorTally tally = new VectorTally(file);
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            int nonceOctets = vector.octets("iv").length;
            int tagOctets = vector.group().get("tagSize").asInt() / 8;
            if (nonceOctets < 7 || nonceOctets > 13) {
                tally.skipped("nonce not of 7 to 13 octets, which CCM does not know");
            } else if (tagOctets < 4 || tagOctets % 2 != 0) {
                tally.skipped("tag of a length that CCM does not know");
            } else {
                check(algorithm, vector, tagOctets);
                tally.ran();
            }
        }
        assertThat(tally.report())
                .isEqualTo(
                        file + ": 552 read, 486 run, 39 skipped: nonce not of 7 to 13 octets, which CCM does not know,"
                                + " 27 skipped: tag of a length that CCM does not know");
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc3610-ccm.csv")
    void agrees_with_rfc_3610(int number, String key, String nonce, String aad, String text, String sealed) {
        byte[] expected = Vectors.octets(sealed);
        byte[] clear = Vectors.octets(text);
        byte[] packet = Arrays.copyOf(clear, expected.length);
        ccm("AES", Vectors.secret(key), expected.length - clear.length)
                .seal(
                        Vectors.octets(nonce),
                        Vectors.octets(aad),
                        0,
                        Vectors.octets(aad).length,
                        packet,
                        0,
                        clear.length);
        assertThat(packet).isEqualTo(expected);
    }

    /** With the nonces of 11 octets of RFC 4309, which Wycheproof has few of, and long associated data. */
    @ParameterizedTest
    @ValueSource(strings = {"AES", "Camellia"})
    void agrees_with_bouncy_castle_on_random_packets(String algorithm) throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] key = octets(random, 16 + 8 * random.nextInt(3));
            byte[] nonce = octets(random, 11);
            byte[] aad = octets(random, i % 50 == 0 ? 0xFEFE + random.nextInt(6) : random.nextInt(100));
            byte[] text = octets(random, random.nextInt(1500));
            int icvOctets = 8 + 4 * random.nextInt(3);
            byte[] packet = Arrays.copyOf(text, text.length + icvOctets);

            Ccm ccm = ccm(algorithm, SecretBytes.copyOf(key), icvOctets);
            ccm.seal(nonce, aad, 0, aad.length, packet, 0, text.length);
            assertThat(packet).isEqualTo(reference(algorithm, key, nonce, aad, text, icvOctets));
            assertThat(ccm.open(nonce, aad, 0, aad.length, packet, 0, packet.length))
                    .isTrue();
            assertThat(Arrays.copyOf(packet, text.length)).isEqualTo(text);
        }
    }

    private static void check(String algorithm, WycheproofCase vector, int tagOctets) {
        byte[] aad = vector.octets("aad");
        byte[] text = vector.octets("msg");
        byte[] sealed = Vectors.concat(vector.octets("ct"), vector.octets("tag"));
        Ccm ccm = ccm(algorithm, vector.secret("key"), tagOctets);
        byte[] packet = sealed.clone();
        assertThat(ccm.open(vector.octets("iv"), aad, 0, aad.length, packet, 0, packet.length))
                .as("%s", vector)
                .isEqualTo(vector.isValid());
        if (!vector.isValid()) {
            assertThat(Arrays.copyOf(packet, packet.length - tagOctets))
                    .as("nothing is left that is not authentic")
                    .containsOnly(new byte[Math.max(1, packet.length - tagOctets)]);
            return;
        }
        assertThat(Arrays.copyOf(packet, text.length)).as("%s", vector).isEqualTo(text);
        ccm.seal(vector.octets("iv"), aad, 0, aad.length, packet, 0, text.length);
        assertThat(packet).as("%s", vector).isEqualTo(sealed);
    }

    private static Ccm ccm(String algorithm, SecretBytes key, int icvOctets) {
        JcaSource source = algorithm.equals("AES") ? JcaSources.STANDARD : JcaSources.BOUNCY_CASTLE;
        return Ccm.of(source, algorithm, key, key.length(), icvOctets);
    }

    private static byte[] reference(String algorithm, byte[] key, byte[] nonce, byte[] aad, byte[] text, int icvOctets)
            throws Exception {
        BlockCipher engine = algorithm.equals("AES") ? AESEngine.newInstance() : new CamelliaEngine();
        CCMBlockCipher ccm = (CCMBlockCipher) CCMBlockCipher.newInstance(engine);
        ccm.init(true, new AEADParameters(new KeyParameter(key), 8 * icvOctets, nonce, aad));
        return ccm.processPacket(text, 0, text.length);
    }

    private static byte[] octets(Random random, int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return octets;
    }
}
