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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a stranger sends as its proof is a fault: never an exception, and never believed. */
class SignatureCheckPropertyTest {
    private static final List<VerificationKey> KEYS = Arrays.stream(PublicKeyType.values())
            .map(Signers::of)
            .map(SigningKey::verificationKey)
            .toList();
    private static final List<SignatureHash> HASHES =
            List.of(SignatureHash.SHA2_256, SignatureHash.SHA2_384, SignatureHash.SHA2_512, SignatureHash.IDENTITY);
    private static final SignatureHashes ANNOUNCED = new SignatureHashes(HASHES, HASHES);

    @Provide
    Arbitrary<AuthPayload> anything() {
        return Combinators.combine(
                        Arbitraries.of(1, 2, 3, 9, 10, 11, 12, 13, 14, 255),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(300))
                .as((method, data) -> new AuthPayload(new AuthMethod(method), data));
    }

    /** A known AlgorithmIdentifier and then octets as many as a signature might have. */
    @Provide
    Arbitrary<AuthPayload> nearly() {
        Arbitrary<Integer> length = Arbitraries.of(0, 63, 64, 65, 70, 72, 114, 255, 256, 257, 2420, 3309, 4627);
        return Combinators.combine(
                        Arbitraries.of(Signers.WITHOUT_SHA_1),
                        length.flatMap(
                                size -> Arbitraries.bytes().array(byte[].class).ofSize(size)))
                .as((scheme, signature) -> {
                    byte[] algorithm = scheme.algorithmIdentifier();
                    byte[] data = Arrays.copyOf(
                            new byte[] {(byte) algorithm.length}, 1 + algorithm.length + signature.length);
                    System.arraycopy(algorithm, 0, data, 1, algorithm.length);
                    System.arraycopy(signature, 0, data, 1 + algorithm.length, signature.length);
                    return new AuthPayload(AuthMethod.DIGITAL_SIGNATURE, data);
                });
    }

    @Property
    void any_octets_are_a_fault(@ForAll("anything") AuthPayload auth, @ForAll boolean announced) {
        assertFault(auth, announced ? Optional.of(ANNOUNCED) : Optional.empty());
    }

    @Property(tries = 300)
    void any_signature_is_a_fault(@ForAll("nearly") AuthPayload auth) {
        assertFault(auth, Optional.of(ANNOUNCED));
    }

    private static void assertFault(AuthPayload auth, Optional<SignatureHashes> announced) {
        AuthenticationMethod.TrustedKeys trusted =
                new AuthenticationMethod.TrustedKeys(peer -> KEYS, SignatureScheme.DEFAULTS);
        assertThat(new SignatureCheck(trusted.schemes(), KEYS, announced).fault(auth, new byte[100]))
                .isPresent();
    }
}
