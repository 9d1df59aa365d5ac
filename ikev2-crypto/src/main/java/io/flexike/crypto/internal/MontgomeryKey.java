package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;

/** A key of Curve25519 or Curve448 (RFC 8031). */
final class MontgomeryKey implements EphemeralKey {
    private final MontgomeryCurve curve;
    private final byte[] scalar;

    /** Takes the scalar over; it is clamped when used. */
    MontgomeryKey(MontgomeryCurve curve, byte[] scalar) {
        this.curve = curve;
        this.scalar = scalar;
    }

    @Override
    public byte[] publicValue() {
        return curve.multiplyBase(scalar);
    }

    @Override
    public SecretBytes agree(byte[] peerPublicValue) throws InvalidPublicValueException {
        PublicValues.requireLength(curve.method(), peerPublicValue, curve.octets());
        byte[] secret = new byte[curve.octets()];
        // RFC 7748 6.1: an all-zero result comes from a point of small order and is the same for every key
        if (!curve.multiply(scalar, peerPublicValue, secret)) {
            throw new InvalidPublicValueException(
                    "the public value of " + curve.method() + " is a point of small order");
        }
        return Secrets.take(secret);
    }

    @Override
    public void destroy() {
        Secrets.wipe(scalar);
    }
}
