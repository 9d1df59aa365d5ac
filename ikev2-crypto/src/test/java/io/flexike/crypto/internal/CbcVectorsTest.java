package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.internal.Vectors.WycheproofCase;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class CbcVectorsTest {
    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc3602-cbc.csv")
    void agrees_with_rfc_3602(String name, String key, String header, String iv, String plaintext, String ciphertext) {
        byte[] headerOctets = Vectors.octets(header);
        byte[] sealed = Vectors.concat(headerOctets, Vectors.octets(iv), Vectors.octets(ciphertext));
        byte[] clear = Vectors.concat(headerOctets, Vectors.octets(iv), Vectors.octets(plaintext));
        int octets = clear.length - headerOctets.length - 16;

        byte[] buffer = clear.clone();
        Arrays.fill(buffer, headerOctets.length, headerOctets.length + 16, (byte) 0);
        JcaCbc.encrypting(JcaSources.STANDARD, "AES", Vectors.secret(key), new FixedRandom(Vectors.octets(iv)))
                .apply(buffer, headerOctets.length, octets, 1);
        assertThat(buffer).isEqualTo(sealed);

        JcaCbc.decrypting(JcaSources.STANDARD, "AES", Vectors.secret(key))
                .apply(buffer, headerOctets.length, octets, 1);
        assertThat(buffer).isEqualTo(clear);
    }

    /**
     * The vectors are made with PKCS #5 padding, which is not ours: it is added here. What they say about bad padding
     * cannot be asked of a cipher that leaves padding to its caller.
     */
    @ParameterizedTest
    @CsvSource({"AES, SunJCE, aes_cbc_pkcs5_test.json", "Camellia, BC, camellia_cbc_pkcs5_test.json"})
    void agrees_with_every_valid_vector_of_wycheproof(String algorithm, String provider, String file) {
        JcaSource source = provider.equals("BC") ? JcaSources.BOUNCY_CASTLE : JcaSources.STANDARD;
        VectorTally tally = new VectorTally(file);
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            if (!vector.isValid()) {
                assertThat(vector.has("BadPadding") || vector.has("NoPadding")).isTrue();
                tally.skipped("about PKCS #5 padding, which ESP and IKE do not use");
                continue;
            }
            byte[] iv = vector.octets("iv");
            byte[] clear = Vectors.concat(iv, padded(vector.octets("msg")));
            byte[] sealed = Vectors.concat(iv, vector.octets("ct"));

            byte[] buffer = clear.clone();
            JcaCbc.encrypting(source, algorithm, vector.secret("key"), new FixedRandom(iv))
                    .apply(buffer, 0, clear.length - 16, 1);
            assertThat(buffer).as("%s", vector).isEqualTo(sealed);

            JcaCbc.decrypting(source, algorithm, vector.secret("key")).apply(buffer, 0, clear.length - 16, 1);
            assertThat(buffer).as("%s", vector).isEqualTo(clear);
            tally.ran();
        }
        assertThat(tally.report())
                .isEqualTo(
                        file + ": 216 read, 72 run, 144 skipped: about PKCS #5 padding, which ESP and IKE do not use");
    }

    private static byte[] padded(byte[] message) {
        int padding = 16 - message.length % 16;
        byte[] result = Arrays.copyOf(message, message.length + padding);
        Arrays.fill(result, message.length, result.length, (byte) padding);
        return result;
    }
}
