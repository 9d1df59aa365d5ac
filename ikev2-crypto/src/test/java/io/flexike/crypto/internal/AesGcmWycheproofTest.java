package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.junit.jupiter.api.Test;

class AesGcmWycheproofTest {
    private static final int ROOM_BEFORE = 3;
    private static final int ICV_OCTETS = 16;

    private final List<WycheproofCase> cases = Vectors.wycheproof("aes_gcm_test.json").stream()
            .filter(each -> each.group().get("ivSize").asInt() == 96)
            .filter(each -> each.group().get("tagSize").asInt() == 128)
            .toList();

    @Test
    void every_vector_with_a_nonce_of_12_octets_is_opened_or_refused_as_it_says() {
        for (WycheproofCase vector : cases) {
            OpeningCipher cipher = StandardCryptoProvider.INSTANCE.openingCipher(
                    spec(vector), keyAndSalt(vector), SecretBytes.empty());
            byte[] packet = packet(vector, vector.octets("ct"), vector.octets("tag"));
            int aadOctets = vector.octets("aad").length;

            int opened = cipher.open(packet, ROOM_BEFORE, aadOctets, packet.length - ROOM_BEFORE, 0);

            if (vector.isValid()) {
                int start = ROOM_BEFORE + aadOctets + cipher.ivOctets();
                assertThat(Arrays.copyOfRange(packet, start, start + opened))
                        .as("%s", vector)
                        .isEqualTo(vector.octets("msg"));
            } else {
                assertThat(opened).as("%s", vector).isEqualTo(-1);
            }
        }
        assertThat(cases).as("vectors that ran").hasSize(197);
    }

    @Test
    void every_valid_vector_is_sealed_as_it_says() {
        List<WycheproofCase> valid =
                cases.stream().filter(WycheproofCase::isValid).toList();
        for (WycheproofCase vector : valid) {
            SealingCipher cipher = StandardCryptoProvider.INSTANCE.sealingCipher(
                    spec(vector), keyAndSalt(vector), SecretBytes.empty(), new SecureRandom());
            byte[] expected = packet(vector, vector.octets("ct"), vector.octets("tag"));
            byte[] packet = packet(vector, vector.octets("msg"), new byte[ICV_OCTETS]);
            int ivOffset = ROOM_BEFORE + vector.octets("aad").length;
            long number = ByteBuffer.wrap(vector.octets("iv"), 4, 8).getLong();
            Arrays.fill(packet, ivOffset, ivOffset + 8, (byte) 0x55);

            int sealed =
                    cipher.seal(packet, ROOM_BEFORE, vector.octets("aad").length, vector.octets("msg").length, number);

            assertThat(sealed).isEqualTo(packet.length - ROOM_BEFORE);
            assertThat(packet).as("%s", vector).isEqualTo(expected);
        }
        assertThat(valid).as("vectors that ran").hasSize(116);
    }

    /** The nonce of the vector is salt | IV. */
    private static SecretBytes keyAndSalt(WycheproofCase vector) {
        return SecretBytes.copyOf(Vectors.concat(vector.octets("key"), Arrays.copyOf(vector.octets("iv"), 4)));
    }

    private static byte[] packet(WycheproofCase vector, byte[] text, byte[] icv) {
        byte[] iv = Arrays.copyOfRange(vector.octets("iv"), 4, 12);
        return Vectors.concat(new byte[ROOM_BEFORE], vector.octets("aad"), iv, text, icv);
    }

    private static CipherSpec spec(WycheproofCase vector) {
        int keyBits = vector.group().get("keySize").asInt();
        return new CipherSpec(EncryptionAlgorithm.AES_GCM_16, keyBits, IntegrityAlgorithm.NONE, false);
    }
}
