package io.flexike.esp.packet;

/** The 16-bit one's complement sum of IP, ICMP, UDP and TCP (RFC 1071). */
public final class InternetChecksum {
    private InternetChecksum() {}

    /** Adds octets to a running sum; an odd last octet counts as if a zero followed. */
    public static long sum(long start, byte[] buffer, int offset, int octets) {
        long sum = start;
        int end = offset + octets;
        int at = offset;
        for (; at + 1 < end; at += 2) {
            sum += Octets.int16(buffer, at);
        }
        return at < end ? sum + ((buffer[at] & 0xff) << 8) : sum;
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
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }

    /** Corrects the checksum at that place after one 16-bit word of what it is over has changed (RFC 1624 3). */
    public static void update(byte[] buffer, int checksumAt, int before, int after) {
        long sum = (~Octets.int16(buffer, checksumAt) & 0xffffL) + (~before & 0xffff) + (after & 0xffff);
        Octets.putInt16(buffer, checksumAt, fold(sum));
    }
}
