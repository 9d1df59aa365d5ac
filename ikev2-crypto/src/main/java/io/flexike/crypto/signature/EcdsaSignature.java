package io.flexike.crypto.signature;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/** The two forms of an ECDSA signature: r | s (RFC 4754 7) and Ecdsa-Sig-Value in DER (RFC 3279 2.2.3). */
public final class EcdsaSignature {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    /** Of r and s on P-521. */
    private static final int MOST_OCTETS = 132;

    private EcdsaSignature() {}

    /**
     * The form of AUTH methods 9 to 11.
     *
     * @param componentOctets of r and of s, at most 66
     * @return empty if it is not DER, or a component is longer
     */
    public static Optional<byte[]> plain(byte[] der, int componentOctets) {
        if (der.length < 2) {
            return Optional.empty();
        }
        int contentAt = (der[1] & 0xff) == 0x81 ? 3 : 2;
        BigInteger r = integer(der, contentAt);
        BigInteger s = integer(der, contentAt + 2 + octets(r));
        byte[] plain = new byte[2 * componentOctets];
        if (!put(r, plain, 0, componentOctets) || !put(s, plain, componentOctets, componentOctets)) {
            return Optional.empty();
        }
        // Whatever else stood there: only the one right encoding of what was read is the same as what came.
        return Arrays.equals(der, der(plain)) ? Optional.of(plain) : Optional.empty();
    }

    /**
     * The form of AUTH method 14.
     *
     * @param plain r and s of the same length, at most 66 octets each
     * @throws IllegalArgumentException if these are octets of an odd number, or more than 132
     */
    public static byte[] der(byte[] plain) {
        if (plain.length % 2 != 0 || plain.length > MOST_OCTETS) {
            throw new IllegalArgumentException(
                    "r and s in " + plain.length + " octets; an even number up to " + MOST_OCTETS);
        }
        int half = plain.length / 2;
        byte[] r = new BigInteger(1, Arrays.copyOfRange(plain, 0, half)).toByteArray();
        byte[] s = new BigInteger(1, Arrays.copyOfRange(plain, half, plain.length)).toByteArray();
        int content = 4 + r.length + s.length;
        boolean isLong = content > 0x7f;
        byte[] der = new byte[(isLong ? 3 : 2) + content];
        int at = 0;
        der[at++] = SEQUENCE;
        if (isLong) {
            der[at++] = (byte) 0x81;
        }
        der[at++] = (byte) content;
        at = putInteger(r, der, at);
        putInteger(s, der, at);
        return der;
    }

    private static int putInteger(byte[] value, byte[] der, int at) {
        der[at] = INTEGER;
        der[at + 1] = (byte) value.length;
        System.arraycopy(value, 0, der, at + 2, value.length);
        return at + 2 + value.length;
    }

    /** What could be an INTEGER there, otherwise zero. */
    private static BigInteger integer(byte[] der, int at) {
        int length = at + 1 < der.length ? der[at + 1] & 0xff : 0;
        if (length == 0 || length > der.length - at - 2) {
            return BigInteger.ZERO;
        }
        return new BigInteger(der, at + 2, length);
    }

    private static int octets(BigInteger value) {
        return value.bitLength() / 8 + 1;
    }

    private static boolean put(BigInteger value, byte[] into, int at, int room) {
        if (value.signum() < 0 || value.bitLength() > 8 * room) {
            return false;
        }
        byte[] octets = value.toByteArray();
        int from = Math.max(0, octets.length - room);
        int length = octets.length - from;
        System.arraycopy(octets, from, into, at + room - length, length);
        return true;
    }
}
