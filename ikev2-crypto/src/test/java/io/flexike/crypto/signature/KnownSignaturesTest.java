package io.flexike.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.internal.Vectors;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Signatures of the RFCs; private and public keys get the frames of PKCS #8 and X.509. */
class KnownSignaturesTest {
    private static final Map<String, String> PUBLIC_FRAMES = Map.of(
            "256", "3059301306072a8648ce3d020106082a8648ce3d03010703420004",
            "384", "3076301006072a8648ce3d020106052b8104002203620004",
            "521", "30819b301006072a8648ce3d020106052b810400230381860004",
            "Ed25519", "302a300506032b6570032100",
            "Ed448", "3043300506032b6571033a00");
    private static final Map<String, String> PRIVATE_FRAMES = Map.of(
            "256", "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420",
            "384", "304e020100301006072a8648ce3d020106052b81040022043730350201010430",
            "521", "3060020100301006072a8648ce3d020106052b81040023044930470201010442",
            "Ed25519", "302e020100300506032b657004220420",
            "Ed448", "3047020100300506032b6571043b0439");

    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc4754-ecdsa.csv")
    void ecdsa_verifies_those_of_rfc_4754(int method, String curve, String w, String point, String rs)
            throws Exception {
        SigningKey key = signing(curve, w);
        byte[] message = "abc".getBytes(StandardCharsets.US_ASCII);
        SignatureScheme scheme = SignatureScheme.DEFAULTS.stream()
                .filter(each -> each.algorithm() == SignatureScheme.Algorithm.ECDSA)
                .filter(each -> each.hash().value() == method - 7)
                .findFirst()
                .orElseThrow();

        assertThat(key.verificationKey()).isEqualTo(verification(curve, point));
        byte[] der = EcdsaSignature.der(Vectors.octets(rs));
        assertThat(key.verificationKey().verify(scheme, message, der)).isTrue();
        byte[] own = key.sign(scheme, message, new SecureRandom());
        assertThat(key.verificationKey().verify(scheme, message, own)).isTrue();
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/test-vectors/rfc8032-eddsa.csv", quoteCharacter = '\'')
    void eddsa_makes_those_of_rfc_8032(String name, String secret, String point, String message, String signature)
            throws Exception {
        SigningKey key = signing(name, secret);
        SignatureScheme scheme = key.verificationKey().type().defaultSchemes().get(0);

        assertThat(key.verificationKey()).isEqualTo(verification(name, point));
        assertThat(key.sign(scheme, Vectors.octets(message), new SecureRandom()))
                .isEqualTo(Vectors.octets(signature));
        assertThat(key.verificationKey().verify(scheme, Vectors.octets(message), Vectors.octets(signature)))
                .isTrue();
    }

    private static SigningKey signing(String kind, String secret) {
        return SigningKey.ofPkcs8(Vectors.secret(PRIVATE_FRAMES.get(kind) + secret));
    }

    private static VerificationKey verification(String kind, String point) {
        return VerificationKey.ofSubjectPublicKeyInfo(Vectors.octets(PUBLIC_FRAMES.get(kind) + point));
    }
}
