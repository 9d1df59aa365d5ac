package io.flexike.esp.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The 16-bit one's complement sum of IP, ICMP, UDP and TCP (RFC 1071). */
public final class InternetChecksum {
    private static final VarHandle NATIVE_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int STEP_OCTETS = 32;

    private InternetChecksum() {}

    /** Adds octets to a running sum; an odd last octet counts as if a zero followed. */
    public static long sum(long start, byte[] buffer, int offset, int octets) {
        int inSteps = octets & -STEP_OCTETS;
        long sum = inSteps == 0 ? start : start + sumOfSteps(buffer, offset, inSteps);
        int end = offset + octets;
        int at = offset + inSteps;
        for (; at + 1 < end; at += 2) {
            sum += Octets.int16(buffer, at);
        }
        return at < end ? sum + ((buffer[at] & 0xff) << 8) : sum;
    }

    /**
     * RFC 1071 2: the sum may be taken in any byte order and width. All halves of 32 bits are added up, the upper ones
     * by themselves and the lower ones as what these leave of the whole.
     */
    private static long sumOfSteps(byte[] buffer, int offset, int octets) {
        long evenWhole = 0;
        long evenUpper = 0;
        long oddWhole = 0;
        long oddUpper = 0;
        int end = offset + octets;
        for (int at = offset; at < end; at += STEP_OCTETS) {
            long first = (long) NATIVE_LONG.get(buffer, at);
            long second = (long) NATIVE_LONG.get(buffer, at + 8);
            long third = (long) NATIVE_LONG.get(buffer, at + 16);
            long fourth = (long) NATIVE_LONG.get(buffer, at + 24);
            evenWhole += first;
            evenUpper += first >>> 32;
            oddWhole += second;
            oddUpper += second >>> 32;
            evenWhole += third;
            evenUpper += third >>> 32;
            oddWhole += fourth;
            oddUpper += fourth >>> 32;
        }
        long upper = evenUpper + oddUpper;
        long lower = evenWhole + oddWhole - (upper << 32);
        int folded = folded(upper + lower);
        return LITTLE_ENDIAN ? Short.reverseBytes((short) folded) & 0xffff : folded;
    }

    /** The sum of the pseudo-header of IPv6 (RFC 8200 8.1) whose addresses begin at {@code addresses}. */
    public static long ipv6PseudoHeader(byte[] buffer, int addresses, int upperOctets, int protocol) {
        return sum(0, buffer, addresses, 32) + (upperOctets >>> 16) + (upperOctets & 0xffff) + protocol;
    }

    /** The sum of the pseudo-header of IPv4 (RFC 768, RFC 9293 3.1) whose addresses begin at {@code addresses}. */
    public static long ipv4PseudoHeader(byte[] buffer, int addresses, int upperOctets, int protocol) {
        return sum(0, buffer, addresses, 8) + upperOctets + protocol;
    }

    /** Folds a sum to the value that goes into the packet. */
    public static int fold(long sum) {
        return ~folded(sum) & 0xffff;
    }

    /** Folds a sum to 16 bits without taking the complement, as a partial checksum has it. */
    public static int folded(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }

    /** Corrects the checksum at that place after one 16-bit word of what it is over has changed (RFC 1624 3). */
    public static void update(byte[] buffer, int checksumAt, int before, int after) {
        long sum = (~Octets.int16(buffer, checksumAt) & 0xffffL) + (~before & 0xffff) + (after & 0xffff);
        Octets.putInt16(buffer, checksumAt, fold(sum));
    }
}
