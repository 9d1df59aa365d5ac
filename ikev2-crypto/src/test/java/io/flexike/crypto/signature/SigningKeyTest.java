package io.flexike.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SigningKeyTest {
    private static final byte[] OCTETS = "octets to be signed".getBytes(StandardCharsets.US_ASCII);

    private final SecureRandom random = new SecureRandom();

    private record Use(PublicKeyType type, SignatureScheme scheme) {}

    private static List<Use> uses() {
        return Stream.of(PublicKeyType.values())
                .flatMap(type -> Stream.concat(
                                SignatureScheme.DEFAULTS.stream(),
                                Stream.of(SignatureScheme.pss(SignatureHash.SHA2_512, 0)))
                        .filter(scheme -> scheme.fits(type))
                        .map(scheme -> new Use(type, scheme)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("uses")
    void what_is_signed_verifies_and_nothing_else_does(Use use) throws Exception {
        SigningKey key = SampleKeys.of(use.type);
        byte[] signature = key.sign(use.scheme, OCTETS, random);
        VerificationKey other = SampleKeys.fresh(use.type).verificationKey();

        assertThat(key.verificationKey().verify(use.scheme, OCTETS, signature)).isTrue();
        assertThat(other.verify(use.scheme, OCTETS, signature)).isFalse();
        assertThat(key.verificationKey().verify(use.scheme, new byte[0], signature))
                .isFalse();
        for (int i = 0; i < signature.length; i += 1 + signature.length / 40) {
            byte[] changed = signature.clone();
            changed[i] ^= 1;
            assertThat(key.verificationKey().verify(use.scheme, OCTETS, changed))
                    .as("octet %d", i)
                    .isFalse();
            assertThat(key.verificationKey().verify(use.scheme, OCTETS, Arrays.copyOf(signature, i)))
                    .isFalse();
        }
        assertThat(key.verificationKey().verify(use.scheme, OCTETS, Arrays.copyOf(signature, signature.length + 1)))
                .isFalse();
        for (SignatureScheme another : SignatureScheme.DEFAULTS) {
            if (!another.equals(use.scheme)) {
                assertThat(key.verificationKey().verify(another, OCTETS, signature))
                        .as("%s", another)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, SHA256withRSA, RSA_PKCS1_SHA2_256",
        "ECDSA_P256, SHA384withECDSA, ECDSA_SHA2_384",
        "ECDSA_P384, SHA384withECDSA, ECDSA_SHA2_384",
        "ECDSA_P521, SHA512withECDSA, ECDSA_SHA2_512",
        "ED25519, Ed25519, ED25519",
        "ED448, Ed448, ED448"
    })
    void signatures_are_those_of_the_jca(PublicKeyType type, String jcaName, String schemeName) throws Exception {
        SignatureScheme scheme =
                (SignatureScheme) SignatureScheme.class.getField(schemeName).get(null);
        KeyPair pair = SampleKeys.pair(type);
        SigningKey key = SigningKey.of(pair.getPrivate(), pair.getPublic());
        Signature verification = Signature.getInstance(jcaName);
        verification.initVerify(pair.getPublic());
        verification.update(OCTETS);
        assertThat(verification.verify(key.sign(scheme, OCTETS, random))).isTrue();

        Signature signing = Signature.getInstance(jcaName);
        signing.initSign(pair.getPrivate());
        signing.update(OCTETS);
        assertThat(key.verificationKey().verify(scheme, OCTETS, signing.sign())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = PublicKeyType.class,
            names = {"RSA", "ECDSA_P256", "ECDSA_P384", "ECDSA_P521", "ED25519", "ED448"})
    void pkcs_8_is_enough_to_know_the_public_key(PublicKeyType type) throws Exception {
        KeyPair pair = SampleKeys.pair(type);
        SigningKey key = SigningKey.ofPkcs8(SecretBytes.copyOf(pair.getPrivate().getEncoded()));
        assertThat(key.verificationKey()).isEqualTo(VerificationKey.of(pair.getPublic()));
        assertThat(key.verificationKey().subjectPublicKeyInfo())
                .isEqualTo(pair.getPublic().getEncoded());
        SignatureScheme scheme = type.defaultSchemes().get(0);
        assertThat(key.verificationKey().verify(scheme, OCTETS, key.sign(scheme, OCTETS, random)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(PublicKeyType.class)
    void nothing_of_a_key_is_printed(PublicKeyType type) {
        SigningKey key = SampleKeys.of(type);
        byte[] publicKey = key.verificationKey().subjectPublicKeyInfo();
        String end = HexFormat.of().formatHex(publicKey, publicKey.length - 8, publicKey.length);
        assertThat(key).hasToString("private key of " + type + " key .." + end);
    }

    @ParameterizedTest
    @EnumSource(
            value = PublicKeyType.class,
            names = {"RSA", "ECDSA_P256", "ED25519"})
    void the_public_key_of_another_is_refused(PublicKeyType type) {
        KeyPair other = SampleKeys.freshPair(type);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningKey.of(SampleKeys.pair(type).getPrivate(), other.getPublic()))
                .withMessage("the public key is not that of the private key");
    }

    @Test
    void a_scheme_of_another_type_is_refused() {
        SigningKey key = SampleKeys.of(PublicKeyType.ECDSA_P256);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> key.sign(SignatureScheme.ED25519, OCTETS, random))
                .withMessage("Ed25519 with a key for ECDSA P-256");
    }

    @Test
    void what_is_no_private_key_is_refused_without_being_shown() {
        byte[] pkcs8 = SampleKeys.pair(PublicKeyType.ECDSA_P256).getPrivate().getEncoded();
        for (int i = 0; i < pkcs8.length; i++) {
            SecretBytes cut = SecretBytes.copyOf(Arrays.copyOf(pkcs8, i));
            assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.ofPkcs8(cut));
        }
    }
}
