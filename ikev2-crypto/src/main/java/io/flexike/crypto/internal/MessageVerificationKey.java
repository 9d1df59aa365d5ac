package io.flexike.crypto.internal;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureScheme;
import java.util.function.Supplier;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/** A key of an algorithm that takes the message itself: EdDSA and ML-DSA, by Bouncy Castle. */
final class MessageVerificationKey extends PublicKeyInfo {
    private final Supplier<Signer> algorithm;
    private final AsymmetricKeyParameter key;

    MessageVerificationKey(PublicKeyType type, Supplier<Signer> algorithm, AsymmetricKeyParameter key, byte[] der) {
        super(type, der);
        this.algorithm = algorithm;
        this.key = key;
    }

    @Override
    boolean isSignature(SignatureScheme scheme, byte[] octets, byte[] signature) {
        Signer verification = algorithm.get();
        verification.init(false, key);
        verification.update(octets, 0, octets.length);
        return verification.verifySignature(signature);
    }
}
