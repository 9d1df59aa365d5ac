package io.flexike.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.Rejection.Authentication.Fault;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureCheckTest {
    private static final byte[] OCTETS = "what one side signs".getBytes(StandardCharsets.US_ASCII);
    private static final List<SignatureHash> ALL = List.of(
            SignatureHash.SHA1,
            SignatureHash.SHA2_256,
            SignatureHash.SHA2_384,
            SignatureHash.SHA2_512,
            SignatureHash.IDENTITY);
    private static final Optional<SignatureHashes> BOTH = Optional.of(new SignatureHashes(ALL.subList(1, 5), ALL));
    private static final SigningKey P256 = Signers.of(PublicKeyType.ECDSA_P256);
    private static final SigningKey RSA = Signers.of(PublicKeyType.RSA);

    @ParameterizedTest
    @CsvSource({"RSA, 1, 256", "ECDSA_P256, 9, 64", "ECDSA_P384, 10, 96", "ECDSA_P521, 11, 132"})
    void a_peer_without_rfc_7427_is_met_by_the_method_of_the_key(PublicKeyType type, int method, int octets)
            throws Exception {
        SigningKey key = Signers.of(type);
        AuthPayload auth = signed(key, SignatureScheme.DEFAULTS, Optional.empty());

        assertThat(auth.method()).isEqualTo(new AuthMethod(method));
        assertThat(auth.data()).hasSize(octets);
        assertThat(fault(auth, SignatureScheme.DEFAULTS, Optional.empty(), key)).isEmpty();
        assertThat(fault(auth, SignatureScheme.DEFAULTS, Optional.empty(), Signers.fresh(type)))
                .contains(Fault.BAD_SIGNATURE);
        byte[] longer = Arrays.copyOf(auth.data(), octets + 1);
        byte[] shorter = Arrays.copyOf(auth.data(), octets - 1);
        for (byte[] other : List.of(longer, shorter, new byte[octets], new byte[0])) {
            assertThat(fault(new AuthPayload(auth.method(), other), SignatureScheme.DEFAULTS, Optional.empty(), key))
                    .contains(Fault.BAD_SIGNATURE);
        }
    }

    @Test
    void method_1_means_sha_1_where_that_is_allowed_and_another_hash_otherwise() throws Exception {
        AuthPayload weak = signed(RSA, SignatureScheme.DEFAULTS, Optional.empty());
        AuthPayload strong = signed(RSA, Signers.WITHOUT_SHA_1, Optional.empty());
        VerificationKey key = RSA.verificationKey();
        assertThat(key.verify(SignatureScheme.LEGACY_RSA_PKCS1_SHA1, OCTETS, weak.data()))
                .isTrue();
        assertThat(key.verify(SignatureScheme.RSA_PKCS1_SHA2_256, OCTETS, strong.data()))
                .isTrue();
        assertThat(fault(weak, Signers.WITHOUT_SHA_1, Optional.empty(), RSA)).contains(Fault.BAD_SIGNATURE);
        assertThat(fault(strong, Signers.WITHOUT_SHA_1, Optional.empty(), RSA)).isEmpty();
        assertThat(fault(strong, List.of(SignatureScheme.RSA_PSS_SHA2_256), Optional.empty(), RSA))
                .contains(Fault.SCHEME_NOT_ALLOWED);
    }

    @Test
    void there_is_no_older_method_for_newer_keys() {
        for (PublicKeyType type : List.of(PublicKeyType.ED25519, PublicKeyType.ED448, PublicKeyType.ML_DSA_65)) {
            assertThat(Signing.choose(Signers.of(type), Signers.WITHOUT_SHA_1, Optional.empty()))
                    .isEmpty();
        }
    }

    @Test
    void method_14_begins_with_the_length_of_its_algorithm_identifier() throws Exception {
        byte[] data =
                signed(P256, List.of(SignatureScheme.ECDSA_SHA2_256), BOTH).data();
        // RFC 7427 3 and A.3.2
        assertThat(Arrays.copyOf(data, 13)).isEqualTo(HexFormat.of().parseHex("0c300a06082a8648ce3d040302"));
        assertThat(data[13]).as("Ecdsa-Sig-Value").isEqualTo((byte) 0x30);
    }

    @Test
    void the_first_scheme_whose_hash_the_peer_knows_is_taken() {
        AuthenticationMethod.Signature local = new AuthenticationMethod.Signature(RSA);
        assertThat(chosen(local, SignatureHash.SHA2_256, SignatureHash.SHA2_384))
                .contains(SignatureScheme.RSA_PSS_SHA2_384);
        assertThat(chosen(local, SignatureHash.SHA2_256)).contains(SignatureScheme.RSA_PSS_SHA2_256);
        assertThat(chosen(local, SignatureHash.IDENTITY)).isEmpty();
        assertThat(chosen(new AuthenticationMethod.Signature(RSA, SignatureScheme.DEFAULTS), SignatureHash.SHA1))
                .as("RFC 8247: not in method 14")
                .isEmpty();
        assertThat(chosen(local)).isEmpty();
    }

    private static Optional<SignatureScheme> chosen(AuthenticationMethod.Signature local, SignatureHash... peers) {
        return Signing.choose(local.key(), local.schemes(), Optional.of(new SignatureHashes(ALL, List.of(peers))))
                .map(Signing::scheme);
    }

    @Test
    void method_14_and_the_announcements_go_together() throws Exception {
        AuthPayload generic = signed(P256, Signers.WITHOUT_SHA_1, BOTH);
        AuthPayload classic = signed(P256, Signers.WITHOUT_SHA_1, Optional.empty());
        assertThat(fault(generic, Signers.WITHOUT_SHA_1, BOTH, P256)).isEmpty();
        assertThat(fault(generic, Signers.WITHOUT_SHA_1, Optional.empty(), P256))
                .contains(Fault.METHOD_NOT_NEGOTIATED);
        assertThat(fault(classic, Signers.WITHOUT_SHA_1, BOTH, P256)).contains(Fault.METHOD_NOT_NEGOTIATED);
    }

    @Test
    void each_fault_has_its_name() throws Exception {
        AuthPayload genuine = signed(P256, Signers.WITHOUT_SHA_1, BOTH);
        List<SignatureScheme> defaults = Signers.WITHOUT_SHA_1;
        assertThat(fault(new AuthPayload(AuthMethod.SHARED_KEY, new byte[32]), defaults, BOTH, P256))
                .contains(Fault.SIGNATURE_EXPECTED);
        assertThat(fault(new AuthPayload(AuthMethod.DSS_SIGNATURE, new byte[40]), defaults, BOTH, P256))
                .contains(Fault.SIGNATURE_EXPECTED);
        assertThat(fault(genuine, defaults, BOTH)).contains(Fault.NO_TRUSTED_KEY);
        assertThat(fault(genuine, defaults, BOTH, RSA)).contains(Fault.OTHER_KEY_TYPE);
        assertThat(fault(genuine, defaults, BOTH, RSA, P256)).isEmpty();
        assertThat(fault(genuine, defaults, BOTH, Signers.fresh(PublicKeyType.ECDSA_P256), P256))
                .as("one of two keys")
                .isEmpty();
        assertThat(fault(genuine, List.of(SignatureScheme.RSA_PSS_SHA2_512), BOTH, P256))
                .contains(Fault.SCHEME_NOT_ALLOWED);
        Optional<SignatureHashes> other = Optional.of(new SignatureHashes(List.of(SignatureHash.SHA2_256), ALL));
        assertThat(fault(genuine, defaults, other, P256)).contains(Fault.HASH_NOT_ANNOUNCED);
        assertThat(fault(
                        new AuthPayload(AuthMethod.DIGITAL_SIGNATURE, withSha1(RSA)),
                        SignatureScheme.DEFAULTS,
                        BOTH,
                        RSA))
                .as("SHA-1 is never announced")
                .contains(Fault.HASH_NOT_ANNOUNCED);
        for (byte[] data : List.of(new byte[0], new byte[1], new byte[] {5}, new byte[] {2, 0x30, 0, 1})) {
            assertThat(fault(new AuthPayload(AuthMethod.DIGITAL_SIGNATURE, data), defaults, BOTH, P256))
                    .contains(Fault.UNKNOWN_ALGORITHM);
        }
    }

    private static byte[] withSha1(SigningKey key) throws Exception {
        SignatureScheme scheme = SignatureScheme.LEGACY_RSA_PKCS1_SHA1;
        return new Signing(key, scheme, Optional.empty())
                .sign(OCTETS, new SecureRandom())
                .data();
    }

    @Test
    void an_octet_that_is_changed_is_noticed_wherever_it_is() throws Exception {
        for (SignatureScheme scheme : Signers.WITHOUT_SHA_1) {
            SigningKey key = Signers.of(scheme);
            byte[] data = signed(key, List.of(scheme), BOTH).data();
            for (int i = 0; i < data.length; i += 1 + data.length / 60) {
                byte[] changed = data.clone();
                changed[i] ^= 0x10;
                assertThat(fault(
                                new AuthPayload(AuthMethod.DIGITAL_SIGNATURE, changed),
                                Signers.WITHOUT_SHA_1,
                                BOTH,
                                key))
                        .as("%s, octet %d", scheme, i)
                        .isPresent();
            }
        }
    }

    static AuthPayload signed(SigningKey key, List<SignatureScheme> schemes, Optional<SignatureHashes> announced)
            throws Exception {
        return Signing.choose(key, schemes, announced).orElseThrow().sign(OCTETS, new SecureRandom());
    }

    private static Optional<Fault> fault(
            AuthPayload auth,
            List<SignatureScheme> schemes,
            Optional<SignatureHashes> announced,
            SigningKey... trusted) {
        List<VerificationKey> keys =
                Arrays.stream(trusted).map(SigningKey::verificationKey).toList();
        return new SignatureCheck(schemes, keys, announced).fault(auth, OCTETS);
    }
}
