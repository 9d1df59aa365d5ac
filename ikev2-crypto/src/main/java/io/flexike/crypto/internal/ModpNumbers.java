package io.flexike.crypto.internal;

import java.math.BigInteger;

/**
 * The numbers of a MODP group.
 *
 * @param order of the subgroup that the generator spans
 * @param exponentBits how long our exponents are
 */
record ModpNumbers(BigInteger prime, BigInteger generator, BigInteger order, int exponentBits) {
    /** A safe prime with generator 2 (RFC 3526). */
    static ModpNumbers safe(BigInteger prime, int exponentBits) {
        return new ModpNumbers(prime, BigInteger.TWO, prime.shiftRight(1), exponentBits);
    }

    /** A subgroup of prime order (RFC 5114). */
    static ModpNumbers subgroup(BigInteger prime, BigInteger generator, BigInteger order) {
        return new ModpNumbers(prime, generator, order, order.bitLength());
    }

    /** Whether the order is as large as can be, so that there are no small subgroups to speak of. */
    boolean isSafe() {
        return order.equals(prime.shiftRight(1));
    }
}
