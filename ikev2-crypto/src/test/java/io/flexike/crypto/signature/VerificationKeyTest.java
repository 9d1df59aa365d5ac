package io.flexike.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.internal.Vectors;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationKeyTest {
    @Test
    void rsa_below_2048_bits_is_refused_with_the_reason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerificationKey.of(SampleKeys.rsa(1024).getPublic()))
                .withMessage("an RSA key of 1024 bits; RFC 8247 wants 2048 or more");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "340282366920938463463374607431768211457"})
    void strange_public_exponents_of_rsa_are_refused(BigInteger exponent) {
        BigInteger modulus = ((RSAPublicKey) SampleKeys.pair(PublicKeyType.RSA).getPublic()).getModulus();
        byte[] der = spki(modulus, exponent);
        assertThatIllegalArgumentException().isThrownBy(() -> VerificationKey.ofSubjectPublicKeyInfo(der));
    }

    @Test
    void a_public_exponent_of_3_is_taken() throws Exception {
        BigInteger modulus = ((RSAPublicKey) SampleKeys.pair(PublicKeyType.RSA).getPublic()).getModulus();
        PublicKey key =
                KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(3)));
        assertThat(VerificationKey.of(key).type()).isEqualTo(PublicKeyType.RSA);
    }

    @ParameterizedTest
    @CsvSource({
        "a point that is not on P-256, 3059301306072a8648ce3d020106082a8648ce3d03010703420004"
                + "2442a5cc0ecd015fa3ca31dc8e2bbc70bf42d60cbca20085e0822cb04235e970"
                + "6fc98bd7e50211a4a27102fa3549df79ebcb4bf246b80945cddfe7d509bbfd7e",
        "infinity, 3019301306072a8648ce3d020106082a8648ce3d03010703020000",
        "another curve, 3056301006072a8648ce3d020106052b8104000a03420004"
                + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
        "Ed25519 of order 1, 302a300506032b6570032100"
                + "0100000000000000000000000000000000000000000000000000000000000000",
        "Ed25519 of order 8, 302a300506032b6570032100"
                + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "Ed25519 that is too short, 3029300506032b6570032000"
                + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03",
        "Ed25519 with parameters, 302c300706032b65700500032100"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "X25519, 302a300506032b656e032100" + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    })
    void keys_that_are_none_or_not_of_a_supported_kind_are_refused(String what, String der) {
        assertThatIllegalArgumentException()
                .as(what)
                .isThrownBy(() -> VerificationKey.ofSubjectPublicKeyInfo(Vectors.octets(der)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0500", "020101"})
    void what_is_no_sequence_is_called_malformed(String der) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerificationKey.ofSubjectPublicKeyInfo(Vectors.octets(der)))
                .withMessage("a public key that is malformed");
    }

    @ParameterizedTest
    @EnumSource(PublicKeyType.class)
    void what_is_cut_or_lengthened_is_refused(PublicKeyType type) {
        byte[] der = SampleKeys.of(type).verificationKey().subjectPublicKeyInfo();
        assertThat(VerificationKey.ofSubjectPublicKeyInfo(der))
                .isEqualTo(SampleKeys.of(type).verificationKey())
                .hasSameHashCodeAs(SampleKeys.of(type).verificationKey());
        for (int i = 0; i < der.length; i += 1 + der.length / 100) {
            byte[] cut = Arrays.copyOf(der, i);
            assertThatIllegalArgumentException().isThrownBy(() -> VerificationKey.ofSubjectPublicKeyInfo(cut));
        }
        byte[] longer = Arrays.copyOf(der, der.length + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> VerificationKey.ofSubjectPublicKeyInfo(longer));
    }

    /** The JCA would not make such a key. */
    private static byte[] spki(BigInteger modulus, BigInteger exponent) {
        byte[] n = element(0x02, modulus.toByteArray());
        byte[] e = element(0x02, exponent.toByteArray());
        byte[] key = element(0x03, Vectors.concat(new byte[1], element(0x30, Vectors.concat(n, e))));
        byte[] algorithm = Vectors.octets("300d06092a864886f70d0101010500");
        return element(0x30, Vectors.concat(algorithm, key));
    }

    private static byte[] element(int tag, byte[] content) {
        byte[] head = content.length < 128
                ? new byte[] {(byte) tag, (byte) content.length}
                : content.length < 256
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) content.length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return Vectors.concat(head, content);
    }

    @Test
    void only_rsa_keys_have_a_modulus_and_say_its_length() {
        assertThat(VerificationKey.of(SampleKeys.rsa(3072).getPublic()).modulusBits())
                .isEqualTo(3072);
        assertThat(SampleKeys.of(PublicKeyType.ECDSA_P384).verificationKey().modulusBits())
                .isZero();
    }
}
