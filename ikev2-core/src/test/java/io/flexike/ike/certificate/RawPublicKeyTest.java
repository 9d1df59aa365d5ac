package io.flexike.ike.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.security.KeyPair;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Public keys without certificates. */
class RawPublicKeyTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSA_1024")
    void a_key_comes_back_from_its_payload(KeyKind kind) {
        VerificationKey key = VerificationKey.of(kind.generate().getPublic());

        assertThat(RawPublicKey.of(RawPublicKey.payload(key))).contains(key);
        assertThat(RawPublicKey.payload(key).encoding()).isEqualTo(CertificateEncoding.RAW_PUBLIC_KEY);
    }

    @Test
    void what_is_not_such_a_key_is_none() {
        VerificationKey key = VerificationKey.of(KeyKind.P256.generate().getPublic());

        assertThat(RawPublicKey.of(new CertPayload(CertificateEncoding.X509_SIGNATURE, key.subjectPublicKeyInfo())))
                .isEmpty();
        assertThat(RawPublicKey.of(new CertPayload(CertificateEncoding.RAW_PUBLIC_KEY, new byte[] {0x30, 0})))
                .isEmpty();
    }

    @Test
    void a_key_for_rsassa_pss_alone_signs_and_verifies_nothing_else() throws Exception {
        KeyPair pair = KeyKind.RSA_PSS.generate();
        SigningKey signing = SigningKey.of(pair.getPrivate(), pair.getPublic());
        byte[] octets = {1, 2, 3};
        byte[] pss = signing.sign(SignatureScheme.RSA_PSS_SHA2_256, octets, new SecureRandom());

        assertThat(signing.verificationKey().type()).isEqualTo(PublicKeyType.RSA);
        assertThat(signing.verificationKey().verify(SignatureScheme.RSA_PSS_SHA2_256, octets, pss))
                .isTrue();
        assertThat(signing.verificationKey().verify(SignatureScheme.RSA_PKCS1_SHA2_256, octets, pss))
                .isFalse();
    }
}
