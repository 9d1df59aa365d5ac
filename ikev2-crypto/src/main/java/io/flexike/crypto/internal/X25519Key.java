package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** A key of Curve25519 (RFC 8031), by Bouncy Castle because it takes a third of the time of JCA on Java 17. */
final class X25519Key implements EphemeralKey {
    private static final KeyExchangeMethod METHOD = KeyExchangeMethod.CURVE25519;

    private final byte[] scalar;

    /** Takes the scalar over; it is clamped when used. */
    X25519Key(byte[] scalar) {
        this.scalar = scalar;
    }

    static EphemeralKey generate(SecureRandom random) {
        byte[] scalar = new byte[X25519.SCALAR_SIZE];
        X25519.generatePrivateKey(random, scalar);
        return new X25519Key(scalar);
    }

    @Override
    public byte[] publicValue() {
        byte[] point = new byte[X25519.POINT_SIZE];
        X25519.generatePublicKey(scalar, 0, point, 0);
        return point;
    }

    @Override
    public SecretBytes agree(byte[] peerPublicValue) throws InvalidPublicValueException {
        PublicValues.requireLength(METHOD, peerPublicValue, X25519.POINT_SIZE);
        byte[] secret = new byte[X25519.POINT_SIZE];
        // RFC 7748 6.1: an all-zero result comes from a point of small order and is the same for every key
        if (!X25519.calculateAgreement(scalar, 0, peerPublicValue, 0, secret, 0)) {
            throw new InvalidPublicValueException("the public value of " + METHOD + " is a point of small order");
        }
        return Secrets.take(secret);
    }

    @Override
    public void destroy() {
        Secrets.wipe(scalar);
    }
}
