package io.flexike.crypto.internal;

import io.flexike.crypto.signature.EcdsaSignature;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.util.BigIntegers;

/**
 * A key of ECDSA, by Bouncy Castle because it is many times as fast as JCA on Java 17. The nonce comes from the key and
 * the message (RFC 6979), so that no weakness of a random source can give the key away.
 */
final class EcdsaSigningKey extends OwnKey {
    private final EcdsaCurve curve;
    private final ECPrivateKeyParameters key;

    EcdsaSigningKey(EcdsaCurve curve, ECPrivateKeyParameters key, VerificationKey verificationKey) {
        super(verificationKey);
        this.curve = curve;
        this.key = key;
    }

    @Override
    byte[] signature(SignatureScheme scheme, byte[] octets, SecureRandom random) {
        ECDSASigner signing = new ECDSASigner(new HMacDSAKCalculator(SignatureDigests.forNonces(scheme.hash())));
        signing.init(true, key);
        BigInteger[] components = signing.generateSignature(SignatureDigests.hash(scheme.hash(), octets));
        int half = curve.orderOctets();
        byte[] plain = new byte[2 * half];
        BigIntegers.asUnsignedByteArray(components[0], plain, 0, half);
        BigIntegers.asUnsignedByteArray(components[1], plain, half, half);
        return EcdsaSignature.der(plain);
    }
}
