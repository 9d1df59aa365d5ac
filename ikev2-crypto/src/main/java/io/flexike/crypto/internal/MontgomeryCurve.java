package io.flexike.crypto.internal;

import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;

/** The curves of RFC 7748, by Bouncy Castle because it takes a third of the time of JCA on Java 17. */
@SuppressWarnings("ImmutableEnumChecker") // numbers and method references
enum MontgomeryCurve {
    CURVE25519(
            KeyExchangeMethod.CURVE25519,
            X25519.POINT_SIZE,
            X25519::generatePrivateKey,
            X25519::generatePublicKey,
            X25519::calculateAgreement),
    CURVE448(
            KeyExchangeMethod.CURVE448,
            X448.POINT_SIZE,
            X448::generatePrivateKey,
            X448::generatePublicKey,
            X448::calculateAgreement);

    /** Fills an array with a random scalar. */
    @FunctionalInterface
    interface ScalarSource {
        void fill(SecureRandom random, byte[] scalar);
    }

    /** Multiplies the base point. */
    @FunctionalInterface
    interface BaseMultiplication {
        void multiply(byte[] scalar, int scalarOffset, byte[] point, int pointOffset);
    }

    /** Multiplies a point; false if the result is zero. */
    @FunctionalInterface
    interface Multiplication {
        boolean multiply(byte[] scalar, int scalarOffset, byte[] point, int pointOffset, byte[] result, int offset);
    }

    private final KeyExchangeMethod method;
    private final int octets;
    private final ScalarSource scalars;
    private final BaseMultiplication base;
    private final Multiplication any;

    MontgomeryCurve(
            KeyExchangeMethod method, int octets, ScalarSource scalars, BaseMultiplication base, Multiplication any) {
        this.method = method;
        this.octets = octets;
        this.scalars = scalars;
        this.base = base;
        this.any = any;
    }

    KeyExchangeMethod method() {
        return method;
    }

    /** Of a scalar, a public value and a shared secret. */
    int octets() {
        return octets;
    }

    EphemeralKey generate(SecureRandom random) {
        byte[] scalar = new byte[octets];
        scalars.fill(random, scalar);
        return new MontgomeryKey(this, scalar);
    }

    /** The scalar times the base point. */
    byte[] multiplyBase(byte[] scalar) {
        byte[] point = new byte[octets];
        base.multiply(scalar, 0, point, 0);
        return point;
    }

    /** Writes the scalar times the point; false if that is zero. */
    boolean multiply(byte[] scalar, byte[] point, byte[] result) {
        return any.multiply(scalar, 0, point, 0, result, 0);
    }
}
