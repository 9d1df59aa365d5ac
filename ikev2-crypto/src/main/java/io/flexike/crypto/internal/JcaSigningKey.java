package io.flexike.crypto.internal;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningFailedException;
import io.flexike.crypto.signature.VerificationKey;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Signature;

/** A key that signs through its provider. What it signs is verified: a fault in RSA would give the key away. */
final class JcaSigningKey extends OwnKey {
    private final PrivateKey key;

    JcaSigningKey(PrivateKey key, VerificationKey verificationKey) {
        super(verificationKey);
        this.key = key;
    }

    /** A key that does not show its octets is somewhere else. */
    @Override
    public boolean isImmediate() {
        return key.getFormat() != null;
    }

    @Override
    byte[] signature(SignatureScheme scheme, byte[] octets, SecureRandom random) throws SigningFailedException {
        byte[] signature;
        try {
            Signature signing = JcaSignature.of(scheme);
            signing.initSign(key, random);
            JcaSignature.parameterise(signing, scheme);
            signing.update(octets);
            signature = signing.sign();
        } catch (GeneralSecurityException | ProviderException e) {
            throw new SigningFailedException("the provider of the private key does not sign: " + e.getMessage(), e);
        }
        if (!verificationKey().verify(scheme, octets, signature)) {
            throw new SigningFailedException(
                    "the public key is not that of the private key",
                    new GeneralSecurityException("a signature that does not verify"));
        }
        return signature;
    }
}
