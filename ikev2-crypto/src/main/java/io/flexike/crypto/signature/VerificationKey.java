package io.flexike.crypto.signature;

import io.flexike.crypto.internal.SignatureKeys;
import java.security.PublicKey;

/** A public key with which signatures are verified. Immutable; thread-safe; equal to every other of the same octets. */
public interface VerificationKey {
    /**
     * A key of the JCA.
     *
     * @throws IllegalArgumentException if keys of its kind or its strength are not supported, with the reason
     */
    static VerificationKey of(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new IllegalArgumentException("a public key that does not show itself");
        }
        return ofSubjectPublicKeyInfo(encoded);
    }

    /**
     * A key as certificates hold it (RFC 5280 4.1.2.7).
     *
     * @throws IllegalArgumentException if it is malformed, or keys of its kind or its strength are not supported
     */
    static VerificationKey ofSubjectPublicKeyInfo(byte[] der) {
        return SignatureKeys.verification(der);
    }

    /** What kind of key it is. */
    PublicKeyType type();

    /** Bits of the modulus of an RSA key, which its type does not say; 0 for every other kind. */
    int modulusBits();

    /** A copy of the SubjectPublicKeyInfo. */
    byte[] subjectPublicKeyInfo();

    /**
     * Whether it is a signature over these octets by the owner of this key. False for everything else, however
     * malformed, and for a scheme that does not fit the key.
     */
    boolean verify(SignatureScheme scheme, byte[] octets, byte[] signature);
}
