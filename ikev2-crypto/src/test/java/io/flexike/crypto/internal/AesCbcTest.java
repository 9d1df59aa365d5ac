package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.internal.Vectors.WycheproofCase;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class AesCbcTest {
    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc3602-cbc.csv")
    void agrees_with_rfc_3602(String name, String key, String header, String iv, String plaintext, String ciphertext) {
        byte[] headerOctets = Vectors.octets(header);
        byte[] sealed = Vectors.concat(headerOctets, Vectors.octets(iv), Vectors.octets(ciphertext));
        byte[] clear = Vectors.concat(headerOctets, Vectors.octets(iv), Vectors.octets(plaintext));
        int octets = clear.length - headerOctets.length - 16;

        byte[] buffer = clear.clone();
        Arrays.fill(buffer, headerOctets.length, headerOctets.length + 16, (byte) 0);
        JcaCbc.encrypting("AES", Vectors.secret(key), new FixedRandom(Vectors.octets(iv)))
                .apply(buffer, headerOctets.length, octets, 1);
        assertThat(buffer).isEqualTo(sealed);

        JcaCbc.decrypting("AES", Vectors.secret(key)).apply(buffer, headerOctets.length, octets, 1);
        assertThat(buffer).isEqualTo(clear);
    }

    /**
     * The vectors are made with PKCS #5 padding, which is not ours: it is added here. What they say about bad padding
     * cannot be asked of a cipher that leaves padding to its caller.
     */
    @Test
    void agrees_with_every_valid_vector_of_wycheproof() {
        List<WycheproofCase> all = Vectors.wycheproof("aes_cbc_pkcs5_test.json");
        List<WycheproofCase> valid =
                all.stream().filter(WycheproofCase::isValid).toList();
        for (WycheproofCase vector : valid) {
            byte[] iv = vector.octets("iv");
            byte[] clear = Vectors.concat(iv, padded(vector.octets("msg")));
            byte[] sealed = Vectors.concat(iv, vector.octets("ct"));

            byte[] buffer = clear.clone();
            JcaCbc.encrypting("AES", vector.secret("key"), new FixedRandom(iv)).apply(buffer, 0, clear.length - 16, 1);
            assertThat(buffer).as("%s", vector).isEqualTo(sealed);

            JcaCbc.decrypting("AES", vector.secret("key")).apply(buffer, 0, clear.length - 16, 1);
            assertThat(buffer).as("%s", vector).isEqualTo(clear);
        }
        assertThat(valid).as("vectors that ran").hasSize(72);
        assertThat(all.stream().filter(each -> !each.isValid()))
                .as("vectors about padding")
                .hasSize(144)
                .allMatch(each -> each.has("BadPadding") || each.has("NoPadding"));
    }

    private static byte[] padded(byte[] message) {
        int padding = 16 - message.length % 16;
        byte[] result = Arrays.copyOf(message, message.length + padding);
        Arrays.fill(result, message.length, result.length, (byte) padding);
        return result;
    }

    /** Gives what a vector says. */
    private static final class FixedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] octets;

        FixedRandom(byte[] octets) {
            this.octets = octets;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(octets, 0, bytes, 0, bytes.length);
        }
    }
}
