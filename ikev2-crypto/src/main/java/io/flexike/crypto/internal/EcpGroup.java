package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.teletrust.TeleTrusTNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECConstants;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * An elliptic curve over a prime field with cofactor 1 (RFC 5903, 5114, 6954), by Bouncy Castle because it is four
 * times as fast as JCA, where JCA has the curve at all. Public value: x | y; shared secret: x. Bouncy Castle's
 * arithmetic is not fully independent of the private key in time; a key lives for one exchange, so that nobody can
 * measure the same one twice.
 */
final class EcpGroup {
    private final KeyExchangeMethod method;
    private final X9ECParameters parameters;
    private final int fieldOctets;

    private EcpGroup(KeyExchangeMethod method, X9ECParameters parameters) {
        this.method = method;
        this.parameters = parameters;
        this.fieldOctets = (parameters.getCurve().getFieldSize() + 7) / 8;
    }

    /** @param name of the curve, such as {@code secp256r1} */
    static EcpGroup of(KeyExchangeMethod method, String name) {
        X9ECParameters tailored = CustomNamedCurves.getByName(name);
        return new EcpGroup(method, tailored != null ? tailored : TeleTrusTNamedCurves.getByName(name));
    }

    EphemeralKey generate(SecureRandom random) {
        BigInteger highest = parameters.getN().subtract(ECConstants.ONE);
        return new Key(BigIntegers.createRandomInRange(ECConstants.ONE, highest, random));
    }

    EphemeralKey key(BigInteger privateValue) {
        return new Key(privateValue);
    }

    /** The base point as a public value: what a peer with the private value 1 would send. */
    byte[] basePoint() {
        return new Key(ECConstants.ONE).publicValue();
    }

    private final class Key implements EphemeralKey {
        private BigInteger privateValue;

        Key(BigInteger privateValue) {
            this.privateValue = privateValue;
        }

        @Override
        public byte[] publicValue() {
            ECPoint point = new FixedPointCombMultiplier()
                    .multiply(parameters.getG(), privateValue)
                    .normalize();
            byte[] octets = new byte[2 * fieldOctets];
            BigIntegers.asUnsignedByteArray(point.getAffineXCoord().toBigInteger(), octets, 0, fieldOctets);
            BigIntegers.asUnsignedByteArray(point.getAffineYCoord().toBigInteger(), octets, fieldOctets, fieldOctets);
            return octets;
        }

        @Override
        public SecretBytes agree(byte[] peerPublicValue) throws InvalidPublicValueException {
            ECPoint shared = decode(peerPublicValue).multiply(privateValue).normalize();
            if (shared.isInfinity()) {
                throw new InvalidPublicValueException("the public value of " + method + " leads to infinity");
            }
            return Secrets.take(shared.getAffineXCoord().getEncoded());
        }

        @Override
        public void destroy() {
            // a BigInteger cannot be wiped
            privateValue = ECConstants.ZERO;
        }
    }

    /**
     * RFC 6989 2.3: both coordinates are in the field and the point is on the curve; there is no octet for infinity.
     */
    private ECPoint decode(byte[] publicValue) throws InvalidPublicValueException {
        PublicValues.requireLength(method, publicValue, 2 * fieldOctets);
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(publicValue, 0, fieldOctets));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(publicValue, fieldOctets, 2 * fieldOctets));
        ECCurve curve = parameters.getCurve();
        try {
            return curve.validatePoint(x, y);
        } catch (IllegalArgumentException e) {
            throw new InvalidPublicValueException("the public value of " + method + " is not a point of the curve");
        }
    }
}
