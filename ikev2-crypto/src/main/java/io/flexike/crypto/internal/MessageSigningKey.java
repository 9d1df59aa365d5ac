package io.flexike.crypto.internal;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ParametersWithRandom;

/** A key of an algorithm that takes the message itself: EdDSA and ML-DSA, by Bouncy Castle. */
final class MessageSigningKey extends OwnKey {
    private final Supplier<Signer> algorithm;
    private final AsymmetricKeyParameter key;

    MessageSigningKey(Supplier<Signer> algorithm, AsymmetricKeyParameter key, VerificationKey verificationKey) {
        super(verificationKey);
        this.algorithm = algorithm;
        this.key = key;
    }

    @Override
    byte[] signature(SignatureScheme scheme, byte[] octets, SecureRandom random) {
        Signer signing = algorithm.get();
        signing.init(true, parameters(random));
        signing.update(octets, 0, octets.length);
        try {
            return signing.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException("Bouncy Castle does not sign with " + scheme, e);
        }
    }

    /** FIPS 204 3.4: ML-DSA is hedged by randomness; EdDSA takes none. */
    private CipherParameters parameters(SecureRandom random) {
        boolean edDsa = verificationKey().type() == PublicKeyType.ED25519
                || verificationKey().type() == PublicKeyType.ED448;
        return edDsa ? key : new ParametersWithRandom(key, random);
    }
}
