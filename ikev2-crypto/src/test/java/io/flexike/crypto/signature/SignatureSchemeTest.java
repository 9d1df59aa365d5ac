package io.flexike.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.crypto.signature.SignatureScheme.Algorithm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureSchemeTest {
    private static final HexFormat HEX = HexFormat.of();

    /** RFC 7427 A.4.3: the default trailer field is there, although DER leaves it out. */
    private static final String PSS_SHA_256 = "304606092a864886f70d01010a3039a00f300d06096086480165030402010500"
            + "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120a303020101";

    /** RFC 7427 A.1 and A.3, RFC 8420 A, and the object identifiers of RFC 9881. */
    @ParameterizedTest
    @CsvSource({
        "RSA_PKCS1, 1, 300d06092a864886f70d0101050500",
        "RSA_PKCS1, 2, 300d06092a864886f70d01010b0500",
        "RSA_PKCS1, 3, 300d06092a864886f70d01010c0500",
        "RSA_PKCS1, 4, 300d06092a864886f70d01010d0500",
        "ECDSA, 2, 300a06082a8648ce3d040302",
        "ECDSA, 3, 300a06082a8648ce3d040303",
        "ECDSA, 4, 300a06082a8648ce3d040304",
        "ED25519, 5, 300506032b6570",
        "ED448, 5, 300506032b6571",
        "ML_DSA_44, 5, 300b0609608648016503040311",
        "ML_DSA_65, 5, 300b0609608648016503040312",
        "ML_DSA_87, 5, 300b0609608648016503040313"
    })
    void the_identifiers_are_those_of_the_rfcs(Algorithm algorithm, int hash, String der) {
        SignatureScheme scheme = new SignatureScheme(algorithm, new SignatureHash(hash), 0);
        assertThat(HEX.formatHex(scheme.algorithmIdentifier())).isEqualTo(der);
        assertThat(decoded(der)).contains(scheme);
    }

    @Test
    void rsassa_pss_of_rfc_7427_is_known_and_ours_is_the_same_without_the_default_value() {
        assertThat(decoded(PSS_SHA_256)).contains(SignatureScheme.RSA_PSS_SHA2_256);
        assertThat(HEX.formatHex(SignatureScheme.RSA_PSS_SHA2_256.algorithmIdentifier()))
                .isEqualTo("304106092a864886f70d01010a3034a00f300d06096086480165030402010500"
                        + "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120");
    }

    @Test
    void null_behind_a_hash_function_of_rsassa_pss_may_be_left_out() {
        assertThat(decoded("303d06092a864886f70d01010a3030a00d300b0609608648016503040201"
                        + "a11a301806092a864886f70d010108300b0609608648016503040201a203020120"))
                .contains(SignatureScheme.RSA_PSS_SHA2_256);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 19, 20, 21, 32})
    void the_signer_chooses_the_salt_up_to_the_length_of_the_hash(int salt) {
        SignatureScheme scheme = SignatureScheme.pss(SignatureHash.SHA2_256, salt);
        assertThat(SignatureScheme.ofAlgorithmIdentifier(scheme.algorithmIdentifier()))
                .contains(scheme);
        assertThat(scheme.isAmong(List.of(SignatureScheme.RSA_PSS_SHA2_256))).isTrue();
        assertThat(scheme.isAmong(List.of(SignatureScheme.RSA_PKCS1_SHA2_256, SignatureScheme.RSA_PSS_SHA2_384)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "3000",
                // RFC 7427 A.2, A.3.1, A.4.1, A.4.2: DSA, and SHA-1
                "3009060 72a8648ce380403",
                "300b06096086480165030403 02",
                "3009060 72a8648ce3d0401",
                "300d06092a864886f70d01010a3000",
                "303e06092a864886f70d01010a3031a00b300906052b0e03021a0500a118301606092a864886f70d010108300906052b0e03"
                        + "021a0500a203020114a303020101",
                // NULL missing, NULL too many
                "300b06092a864886f70d01010b",
                "300c06082a8648ce3d0403020500",
                "300706032b65700500",
                // Ed25519ctx is none, and HashML-DSA-65 is another algorithm
                "300706032b65700400",
                "300b0609608648016503040321",
                // a longer form of the length
                "30810d06092a864886f70d01010b0500",
                // MD5
                "300d06092a864886f70d0101040500",
                // MGF1 with another hash; a salt of 33; a negative one; trailer field 2
                "304106092a864886f70d01010a3034a00f300d06096086480165030402010500"
                        + "a11c301a06092a864886f70d010108300d06096086480165030402020500a203020120",
                "304106092a864886f70d01010a3034a00f300d06096086480165030402010500"
                        + "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020121",
                "304106092a864886f70d01010a3034a00f300d06096086480165030402010500"
                        + "a11c301a06092a864886f70d010108300d06096086480165030402010500a2030201ff",
                "304606092a864886f70d01010a3039a00f300d06096086480165030402010500"
                        + "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120a303020102"
            })
    void everything_else_is_unknown(String der) {
        assertThat(decoded(der.replace(" ", ""))).isEmpty();
    }

    @Test
    void one_octet_more_or_less_or_another_one_is_unknown_or_another_scheme() {
        for (SignatureScheme scheme : SignatureScheme.DEFAULTS) {
            byte[] der = scheme.algorithmIdentifier();
            for (int i = 0; i < der.length; i++) {
                assertThat(SignatureScheme.ofAlgorithmIdentifier(Arrays.copyOf(der, i)))
                        .isEmpty();
                byte[] changed = der.clone();
                changed[i] ^= 0x40;
                assertThat(SignatureScheme.ofAlgorithmIdentifier(changed)).isNotEqualTo(Optional.of(scheme));
            }
            assertThat(SignatureScheme.ofAlgorithmIdentifier(Arrays.copyOf(der, der.length + 1)))
                    .isEmpty();
        }
    }

    @Test
    void the_defaults_have_sha_1_only_as_auth_method_1_means_it_and_every_type_has_some() {
        List<Algorithm> algorithms = new ArrayList<>();
        for (SignatureScheme scheme : SignatureScheme.DEFAULTS) {
            assertThat(scheme.hash().equals(SignatureHash.SHA1))
                    .isEqualTo(scheme.equals(SignatureScheme.LEGACY_RSA_PKCS1_SHA1));
            algorithms.add(scheme.algorithm());
        }
        assertThat(algorithms).contains(Algorithm.values());
        assertThat(PublicKeyType.values())
                .allSatisfy(type -> assertThat(type.defaultSchemes()).isNotEmpty());
        assertThat(PublicKeyType.RSA.defaultSchemes().get(0)).isEqualTo(SignatureScheme.RSA_PSS_SHA2_512);
    }

    @ParameterizedTest
    @CsvSource({"RSA_PSS, 2, 33", "RSA_PSS, 2, -1", "RSA_PSS, 5, 0", "RSA_PKCS1, 2, 1", "ED25519, 5, 1"})
    void a_salt_that_makes_no_sense_is_refused(Algorithm algorithm, int hash, int salt) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignatureScheme(algorithm, new SignatureHash(hash), salt));
    }

    @ParameterizedTest
    @CsvSource({
        "ECDSA, 5",
        "ECDSA, 1",
        "ECDSA, 77",
        "RSA_PKCS1, 77",
        "RSA_PKCS1, 5",
        "RSA_PSS, 1",
        "RSA_PSS, 77",
        "ED25519, 2",
        "ED448, 1",
        "ML_DSA_87, 4"
    })
    void a_hash_that_the_algorithm_does_not_have_is_refused(Algorithm algorithm, int hash) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignatureScheme(algorithm, new SignatureHash(hash), 0));
    }

    @ParameterizedTest
    @CsvSource({"1, SHA1", "2, SHA2-256", "3, SHA2-384", "4, SHA2-512", "5, Identity", "6, HASH-6", "65535, HASH-65535"
    })
    void hash_functions_have_the_names_of_the_registry(int value, String name) {
        assertThat(new SignatureHash(value)).hasToString(name);
    }

    private static Optional<SignatureScheme> decoded(String der) {
        return SignatureScheme.ofAlgorithmIdentifier(HEX.parseHex(der));
    }
}
