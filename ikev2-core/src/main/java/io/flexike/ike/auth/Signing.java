package io.flexike.ike.auth;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningFailedException;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How we sign towards one peer.
 *
 * @param classic the older method, empty for AUTH method 14
 */
public record Signing(SigningKey key, SignatureScheme scheme, Optional<ClassicMethod> classic) {
    /**
     * Chooses method and scheme.
     *
     * @param announced empty if not both ends know RFC 7427
     * @return empty if the peer does not know what we may use
     */
    public static Optional<Signing> choose(
            SigningKey key, List<SignatureScheme> schemes, Optional<SignatureHashes> announced) {
        PublicKeyType type = key.verificationKey().type();
        // RFC 7427 3: where both ends have announced hash functions, a signature is of method 14.
        if (announced.isPresent()) {
            return schemes.stream()
                    .filter(scheme -> scheme.fits(type))
                    // RFC 8247 3.2
                    .filter(scheme -> !scheme.hash().equals(SignatureHash.SHA1))
                    // RFC 7427 4: one of the hash functions that the peer has sent.
                    .filter(scheme -> announced.get().peers().contains(scheme.hash()))
                    .findFirst()
                    .map(scheme -> new Signing(key, scheme, Optional.empty()));
        }
        return ClassicMethod.of(type)
                .flatMap(classic -> classic.schemes().stream()
                        .filter(scheme -> scheme.isAmong(schemes))
                        .findFirst()
                        .map(scheme -> new Signing(key, scheme, Optional.of(classic))));
    }

    /** The AUTH method that is older than RFC 7427 and for keys of that type. */
    public static Optional<AuthMethod> classicMethod(PublicKeyType type) {
        return ClassicMethod.of(type).map(ClassicMethod::method);
    }

    /** The AUTH methods that are older than RFC 7427 and may mean a scheme. */
    public static List<AuthMethod> classicMethods(SignatureScheme scheme) {
        return ClassicMethod.meaning(scheme).stream().map(ClassicMethod::method).toList();
    }

    /** Makes the AUTH payload with a key that signs at once. */
    public AuthPayload sign(byte[] signedOctets, SecureRandom random) throws SigningFailedException {
        return payload(signature(signedOctets, random));
    }

    /** The AUTH payload with a signature by the key and the scheme. */
    public AuthPayload payload(byte[] signature) {
        if (classic.isPresent()) {
            return new AuthPayload(classic.get().method(), classic.get().data(signature));
        }
        // RFC 7427 3: one octet of length, the AlgorithmIdentifier, the signature.
        byte[] algorithm = scheme.algorithmIdentifier();
        byte[] data = ByteBuffer.allocate(1 + algorithm.length + signature.length)
                .put((byte) algorithm.length)
                .put(algorithm)
                .put(signature)
                .array();
        return new AuthPayload(AuthMethod.DIGITAL_SIGNATURE, data);
    }

    /** The key is the application's; a message that is not meant for operators may hold anything. */
    private byte[] signature(byte[] signedOctets, SecureRandom random) throws SigningFailedException {
        try {
            return Objects.requireNonNull(key.sign(scheme, signedOctets, random));
        } catch (RuntimeException e) {
            throw new SigningFailedException("the key threw " + e.getClass().getName(), e);
        }
    }
}
