package io.flexike.crypto.internal;

import java.math.BigInteger;
import org.bouncycastle.asn1.teletrust.TeleTrusTNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/** A short Weierstrass curve in affine coordinates, as a textbook has it: slow, and right. */
record TextbookCurve(BigInteger prime, BigInteger a, Point base, BigInteger order) {
    private static final BigInteger TWO = BigInteger.TWO;
    private static final BigInteger THREE = BigInteger.valueOf(3);
    /** The neutral element, which has no coordinates. */
    private static final Point INFINITY = new Point(BigInteger.ONE.negate(), BigInteger.ONE.negate());

    record Point(BigInteger x, BigInteger y) {}

    /** Takes nothing but the numbers from Bouncy Castle. */
    static TextbookCurve named(String name) {
        X9ECParameters numbers = CustomNamedCurves.getByName(name);
        if (numbers == null) {
            numbers = TeleTrusTNamedCurves.getByName(name);
        }
        return new TextbookCurve(
                numbers.getCurve().getField().getCharacteristic(),
                numbers.getCurve().getA().toBigInteger(),
                new Point(
                        numbers.getG().getAffineXCoord().toBigInteger(),
                        numbers.getG().getAffineYCoord().toBigInteger()),
                numbers.getN());
    }

    Point multiply(BigInteger factor, Point point) {
        Point result = INFINITY;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            result = add(result, result);
            if (factor.testBit(bit)) {
                result = add(result, point);
            }
        }
        return result;
    }

    private Point add(Point p, Point q) {
        if (p.equals(INFINITY)) {
            return q;
        }
        if (q.equals(INFINITY)) {
            return p;
        }
        BigInteger slope;
        if (!p.x().equals(q.x())) {
            slope = q.y().subtract(p.y()).multiply(q.x().subtract(p.x()).modInverse(prime));
        } else if (p.y().equals(q.y()) && p.y().signum() != 0) {
            slope = p.x().pow(2)
                    .multiply(THREE)
                    .add(a)
                    .multiply(p.y().multiply(TWO).modInverse(prime));
        } else {
            return INFINITY;
        }
        BigInteger x = slope.pow(2).subtract(p.x()).subtract(q.x()).mod(prime);
        return new Point(x, slope.multiply(p.x().subtract(x)).subtract(p.y()).mod(prime));
    }
}
