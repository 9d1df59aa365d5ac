package io.flexike.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoded messages of PKCS #1 v1.5 that lenient parsers have taken for genuine; here the owner signs them. */
class RsaForgeryTest {
    private static final byte[] OCTETS = "octets".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 256;
    private static final String GENUINE = "3031300d060960864801650304020105000420";

    private final KeyPair pair = SampleKeys.pair(PublicKeyType.RSA);
    private final VerificationKey key = VerificationKey.of(pair.getPublic());

    @ParameterizedTest
    @CsvSource({
        "genuine, 0001, 00, 3031300d060960864801650304020105000420, '', true",
        "NULL missing, 0001, 00, 302f300b0609608648016503040201 0420, '', false",
        "NULL with content, 0001, 00, 3033300f060960864801650304020105020000 0420, '', false",
        "parameters of 64 octets of anything, 0001, 00, 30723050 0609608648016503040201 0440"
                + "0000000000000000000000000000000000000000000000000000000000000000"
                + "0000000000000000000000000000000000000000000000000000000000000000 0420, '', false",
        "a longer form of a length, 0001, 00, 308131300d060960864801650304020105000420, '', false",
        "a length without end, 0001, 00, 3080300d060960864801650304020105000420, 0000, false",
        "octets behind, 0001, 00, 3031300d060960864801650304020105000420, 00000000, false",
        "octets behind inside, 0001, 00, 3033300d060960864801650304020105000420, 0500, false",
        "a tag of another class, 0001, 00, b031300d060960864801650304020105000420, '', false",
        "SHA-512 as its name, 0001, 00, 3031300d060960864801650304020305000420, '', false",
        "block type 2, 0002, 00, 3031300d060960864801650304020105000420, '', false",
        "block type 0, 0000, 00, 3031300d060960864801650304020105000420, '', false",
        "no separator, 0001, ff, 3031300d060960864801650304020105000420, '', false",
        "no DigestInfo, 0001, 00, '', '', false"
    })
    void the_whole_encoded_message_has_to_be_right(
            String what, String type, String separator, String info, String behind, boolean genuine) throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(OCTETS));
        String end = separator + info.replace(" ", "") + hash + behind;
        String padding = "ff".repeat(LENGTH - 2 - end.length() / 2);
        byte[] signature = signed(HexFormat.of().parseHex(type + padding + end));

        assertThat(key.verify(SignatureScheme.RSA_PKCS1_SHA2_256, OCTETS, signature))
                .as(what)
                .isEqualTo(genuine);
    }

    @Test
    void padding_that_ends_early_leaves_room_for_a_cube_root() throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(OCTETS));
        String start = "0001" + "ff".repeat(8) + "00" + GENUINE + hash;
        byte[] message = Arrays.copyOf(HexFormat.of().parseHex(start), LENGTH);
        assertThat(key.verify(SignatureScheme.RSA_PKCS1_SHA2_256, OCTETS, signed(message)))
                .isFalse();
    }

    @Test
    void a_number_that_is_congruent_is_none() throws Exception {
        BigInteger modulus = ((RSAPublicKey) pair.getPublic()).getModulus();
        SigningKey ofPair = SigningKey.of(pair.getPrivate(), pair.getPublic());
        for (SignatureScheme scheme : PublicKeyType.RSA.defaultSchemes()) {
            byte[] genuine = ofPair.sign(scheme, OCTETS, new SecureRandom());
            byte[] congruent = octets(new BigInteger(1, genuine).add(modulus), LENGTH + 1);
            assertThat(key.verify(scheme, OCTETS, congruent)).isFalse();
            assertThat(key.verify(scheme, OCTETS, Arrays.copyOfRange(congruent, 1, LENGTH + 1)))
                    .isFalse();
            assertThat(key.verify(scheme, OCTETS, octets(new BigInteger(1, genuine), LENGTH + 1)))
                    .as("a zero in front")
                    .isFalse();
            assertThat(key.verify(scheme, OCTETS, octets(modulus, LENGTH))).isFalse();
            assertThat(key.verify(scheme, OCTETS, new byte[LENGTH])).isFalse();
            assertThat(key.verify(scheme, OCTETS, octets(BigInteger.ONE, LENGTH)))
                    .isFalse();
        }
    }

    private byte[] signed(byte[] message) {
        RSAPrivateKey secret = (RSAPrivateKey) pair.getPrivate();
        return octets(new BigInteger(1, message).modPow(secret.getPrivateExponent(), secret.getModulus()), LENGTH);
    }

    private static byte[] octets(BigInteger value, int length) {
        byte[] raw = value.toByteArray();
        byte[] octets = new byte[length];
        int count = Math.min(raw.length, length);
        System.arraycopy(raw, raw.length - count, octets, length - count, count);
        return octets;
    }
}
