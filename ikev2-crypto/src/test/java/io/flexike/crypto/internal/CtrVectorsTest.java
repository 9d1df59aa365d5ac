package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class CtrVectorsTest {
    @ParameterizedTest
    @CsvFileSource(resources = {"/test-vectors/rfc3686-ctr.csv", "/test-vectors/rfc5528-camellia-ctr.csv"})
    void agrees_with_the_rfc(
            String algorithm, int number, String key, String nonce, String iv, String text, String ciphertext) {
        JcaSource source = algorithm.equals("AES") ? JcaSources.STANDARD : JcaSources.BOUNCY_CASTLE;
        SecretBytes keyAndNonce = Vectors.secret(key + nonce);
        byte[] clear = Vectors.concat(Vectors.octets(iv), Vectors.octets(text));
        byte[] sealed = Vectors.concat(Vectors.octets(iv), Vectors.octets(ciphertext));
        long packetNumber = ByteBuffer.wrap(clear).getLong();

        byte[] packet = clear.clone();
        ByteBuffer.wrap(packet).putLong(0, 0);
        JcaCtr.of(source, algorithm, keyAndNonce, true).apply(packet, 0, clear.length - 8, packetNumber);
        assertThat(packet).isEqualTo(sealed);
        JcaCtr.of(source, algorithm, keyAndNonce, false).apply(packet, 0, clear.length - 8, 0);
        assertThat(packet).isEqualTo(clear);
    }
}
