package io.flexike.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.internal.VectorTally;
import io.flexike.crypto.internal.Vectors;
import io.flexike.crypto.internal.Vectors.WycheproofCase;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every vector is accepted or refused as it says. */
class WycheproofSignatureTest {
    private static final Map<String, SignatureHash> HASHES = Map.of(
            "SHA-256", SignatureHash.SHA2_256, "SHA-384", SignatureHash.SHA2_384, "SHA-512", SignatureHash.SHA2_512);

    private static final Map<String, VerificationKey> KEYS = new ConcurrentHashMap<>();

    @ParameterizedTest
    @CsvSource({
        "ecdsa_secp256r1_sha256_test.json, 484",
        "ecdsa_secp384r1_sha384_test.json, 504",
        "ecdsa_secp521r1_sha512_test.json, 542"
    })
    void ecdsa_in_der(String file, int count) {
        VectorTally tally = new VectorTally(file);
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            SignatureScheme scheme = ecdsa(vector);
            verify(tally, vector, scheme, vector.octets("sig"));
        }
        assertThat(tally.report()).isEqualTo(all(file, count));
    }

    @ParameterizedTest
    @CsvSource({
        "ecdsa_secp256r1_sha256_p1363_test.json, 32, 262",
        "ecdsa_secp384r1_sha384_p1363_test.json, 48, 280",
        "ecdsa_secp521r1_sha512_p1363_test.json, 66, 318"
    })
    void ecdsa_as_r_and_s(String file, int half, int count) {
        VectorTally tally = new VectorTally(file);
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            byte[] plain = vector.octets("sig");
            // RFC 4754 7: the length is fixed.
            byte[] der = plain.length == 2 * half ? EcdsaSignature.der(plain) : new byte[0];
            verify(tally, vector, ecdsa(vector), der);
        }
        assertThat(tally.report()).isEqualTo(all(file, count));
    }

    @Test
    void ed25519() {
        VectorTally tally = new VectorTally("ed25519_test.json");
        for (WycheproofCase vector : Vectors.wycheproof("ed25519_test.json")) {
            verify(tally, vector, SignatureScheme.ED25519, vector.octets("sig"));
        }
        assertThat(tally.report()).isEqualTo(all("ed25519_test.json", 151));
    }

    @Test
    void ed448() {
        VectorTally tally = new VectorTally("ed448_test.json");
        for (WycheproofCase vector : Vectors.wycheproof("ed448_test.json")) {
            verify(tally, vector, SignatureScheme.ED448, vector.octets("sig"));
        }
        assertThat(tally.report()).isEqualTo(all("ed448_test.json", 87));
    }

    @ParameterizedTest
    @CsvSource({
        "rsa_pss_2048_sha256_mgf1_32_test.json, 108",
        "rsa_pss_3072_sha256_mgf1_32_test.json, 108",
        "rsa_pss_4096_sha384_mgf1_48_test.json, 141",
        "rsa_pss_4096_sha512_mgf1_64_test.json, 179"
    })
    void rsassa_pss(String file, int count) {
        VectorTally tally = new VectorTally(file);
        for (WycheproofCase vector : Vectors.wycheproof(file)) {
            verify(tally, vector, pss(vector).orElseThrow(), vector.octets("sig"));
        }
        assertThat(tally.report()).isEqualTo(all(file, count));
    }

    @Test
    void rsassa_pss_with_parameters_that_we_take() {
        VectorTally tally = new VectorTally("rsa_pss_misc_test.json");
        for (WycheproofCase vector : Vectors.wycheproof("rsa_pss_misc_test.json")) {
            Optional<SignatureScheme> scheme = pss(vector);
            if (scheme.isPresent()) {
                verify(tally, vector, scheme.get(), vector.octets("sig"));
            } else {
                tally.skipped("SHA-1, two hash functions, or a salt longer than the hash");
            }
        }
        assertThat(tally.report())
                .isEqualTo("rsa_pss_misc_test.json: 150 read, 15 run,"
                        + " 135 skipped: SHA-1, two hash functions, or a salt longer than the hash");
    }

    private static void verify(VectorTally tally, WycheproofCase vector, SignatureScheme scheme, byte[] signature) {
        VerificationKey key = KEYS.computeIfAbsent(
                vector.group().get("publicKeyDer").asText(),
                der -> VerificationKey.ofSubjectPublicKeyInfo(Vectors.octets(der)));
        assertThat(key.verify(scheme, vector.octets("msg"), signature))
                .as("%s", vector)
                .isEqualTo(vector.isValid());
        tally.ran();
    }

    private static SignatureScheme ecdsa(WycheproofCase vector) {
        return new SignatureScheme(SignatureScheme.Algorithm.ECDSA, hash(vector), 0);
    }

    private static SignatureHash hash(WycheproofCase vector) {
        return HASHES.get(vector.group().get("sha").asText());
    }

    private static Optional<SignatureScheme> pss(WycheproofCase vector) {
        int salt = vector.group().get("sLen").asInt();
        boolean oneHash = vector.group().get("sha").equals(vector.group().get("mgfSha"));
        return Optional.ofNullable(hash(vector))
                .filter(hash -> oneHash && salt <= hash.octets())
                .map(hash -> SignatureScheme.pss(hash, salt));
    }

    private static String all(String file, int count) {
        return file + ": " + count + " read, " + count + " run";
    }
}
