package io.flexike.crypto.internal;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningFailedException;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.crypto.signature.VerificationKey;
import java.security.SecureRandom;

/** What the private keys of all algorithms have in common. */
abstract class OwnKey implements SigningKey {
    private final VerificationKey verificationKey;

    OwnKey(VerificationKey verificationKey) {
        this.verificationKey = verificationKey;
    }

    @Override
    public final VerificationKey verificationKey() {
        return verificationKey;
    }

    @Override
    public boolean isImmediate() {
        return true;
    }

    @Override
    public final byte[] sign(SignatureScheme scheme, byte[] octets, SecureRandom random) throws SigningFailedException {
        if (!scheme.fits(verificationKey.type())) {
            throw new IllegalArgumentException(scheme + " with a key for " + verificationKey.type());
        }
        return signature(scheme, octets, random);
    }

    /** The scheme fits the key. */
    abstract byte[] signature(SignatureScheme scheme, byte[] octets, SecureRandom random) throws SigningFailedException;

    /** Nothing of the private key. */
    @Override
    public final String toString() {
        return "private key of " + verificationKey;
    }
}
