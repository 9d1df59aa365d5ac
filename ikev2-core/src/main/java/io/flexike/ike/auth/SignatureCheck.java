package io.flexike.ike.auth;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.session.Rejection.Authentication.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether an AUTH payload is a signature by one of some keys. Whatever the peer sends, the outcome is a fault or none.
 */
public final class SignatureCheck {
    private final List<SignatureScheme> allowed;
    private final List<VerificationKey> keys;
    private final Optional<SignatureHashes> announced;

    /**
     * @param allowed the schemes that are acceptable
     * @param keys that the peer's identity may prove itself by
     * @param announced empty if not both ends know RFC 7427
     */
    public SignatureCheck(
            List<SignatureScheme> allowed, List<VerificationKey> keys, Optional<SignatureHashes> announced) {
        this.allowed = allowed;
        this.keys = keys;
        this.announced = announced;
    }

    /** Whether an AUTH payload of that method is a signature, in the general or in an older form. */
    public static boolean isSignature(AuthMethod method) {
        return method.equals(AuthMethod.DIGITAL_SIGNATURE)
                || ClassicMethod.of(method).isPresent();
    }

    /** What is wrong with it; empty if it proves the identity. */
    public Optional<Fault> fault(AuthPayload auth, byte[] signedOctets) {
        boolean generic = auth.method().equals(AuthMethod.DIGITAL_SIGNATURE);
        Optional<ClassicMethod> classic = ClassicMethod.of(auth.method());
        if (!generic && classic.isEmpty()) {
            return Optional.of(Fault.SIGNATURE_EXPECTED);
        }
        // RFC 7427 3: method 14 if, and only if, both ends have announced their hash functions.
        if (generic != announced.isPresent()) {
            return Optional.of(Fault.METHOD_NOT_NEGOTIATED);
        }
        return generic ? genericFault(auth.data(), signedOctets) : classicFault(classic.get(), auth, signedOctets);
    }

    private Optional<Fault> genericFault(byte[] data, byte[] signedOctets) {
        // RFC 7427 3: one octet of length, the AlgorithmIdentifier, the signature.
        int signatureAt = data.length == 0 ? 0 : 1 + (data[0] & 0xff);
        if (signatureAt == 0 || signatureAt > data.length) {
            return Optional.of(Fault.UNKNOWN_ALGORITHM);
        }
        Optional<SignatureScheme> known =
                SignatureScheme.ofAlgorithmIdentifier(Arrays.copyOfRange(data, 1, signatureAt));
        if (known.isEmpty()) {
            return Optional.of(Fault.UNKNOWN_ALGORITHM);
        }
        SignatureScheme scheme = known.get();
        if (!announced.orElseThrow().own().contains(scheme.hash())) {
            return Optional.of(Fault.HASH_NOT_ANNOUNCED);
        }
        if (!scheme.isAmong(allowed)) {
            return Optional.of(Fault.SCHEME_NOT_ALLOWED);
        }
        byte[] signature = Arrays.copyOfRange(data, signatureAt, data.length);
        return verify(key -> scheme.fits(key.type()), key -> key.verify(scheme, signedOctets, signature));
    }

    private Optional<Fault> classicFault(ClassicMethod classic, AuthPayload auth, byte[] signedOctets) {
        List<SignatureScheme> schemes = classic.schemes().stream()
                .filter(scheme -> scheme.isAmong(allowed))
                .toList();
        if (schemes.isEmpty()) {
            return Optional.of(Fault.SCHEME_NOT_ALLOWED);
        }
        byte[] signature = classic.signature(auth.data());
        return verify(
                key -> key.type() == classic.type(),
                key -> schemes.stream().anyMatch(scheme -> key.verify(scheme, signedOctets, signature)));
    }

    private Optional<Fault> verify(Predicate<VerificationKey> fits, Predicate<VerificationKey> verifies) {
        if (keys.isEmpty()) {
            return Optional.of(Fault.NO_TRUSTED_KEY);
        }
        List<VerificationKey> fitting = keys.stream().filter(fits).toList();
        if (fitting.isEmpty()) {
            return Optional.of(Fault.OTHER_KEY_TYPE);
        }
        return fitting.stream().anyMatch(verifies) ? Optional.empty() : Optional.of(Fault.BAD_SIGNATURE);
    }
}
