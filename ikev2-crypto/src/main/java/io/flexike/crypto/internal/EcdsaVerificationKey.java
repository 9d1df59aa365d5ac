package io.flexike.crypto.internal;

import io.flexike.crypto.signature.EcdsaSignature;
import io.flexike.crypto.signature.SignatureScheme;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/** A key of ECDSA, by Bouncy Castle because it is many times as fast as JCA on Java 17. */
final class EcdsaVerificationKey extends PublicKeyInfo {
    private final EcdsaCurve curve;
    private final ECPublicKeyParameters key;

    EcdsaVerificationKey(EcdsaCurve curve, ECPublicKeyParameters key, byte[] der) {
        super(curve.type(), der);
        this.curve = curve;
        this.key = key;
    }

    @Override
    boolean isSignature(SignatureScheme scheme, byte[] octets, byte[] signature) {
        int half = curve.orderOctets();
        Optional<byte[]> plain = EcdsaSignature.plain(signature, half);
        if (plain.isEmpty()) {
            return false;
        }
        ECDSASigner verification = new ECDSASigner();
        verification.init(false, key);
        return verification.verifySignature(
                SignatureDigests.hash(scheme.hash(), octets),
                new BigInteger(1, Arrays.copyOfRange(plain.get(), 0, half)),
                new BigInteger(1, Arrays.copyOfRange(plain.get(), half, 2 * half)));
    }
}
