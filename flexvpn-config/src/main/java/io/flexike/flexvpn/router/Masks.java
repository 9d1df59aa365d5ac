package io.flexike.flexvpn.router;

import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.OptionalInt;

/** Masks and wildcards of IPv4. */
final class Masks {
    private static final int BITS = 32;

    private Masks() {}

    /** The prefix length of a mask such as {@code 255.255.255.0}; empty if its ones are not in one piece. */
    static OptionalInt length(String mask) {
        int bits = bits(mask);
        int length = Integer.numberOfLeadingZeros(~bits);
        return bits == prefixBits(length) ? OptionalInt.of(length) : OptionalInt.empty();
    }

    /** The same of a wildcard such as {@code 0.0.0.255}. */
    static OptionalInt wildcardLength(String wildcard) {
        int bits = ~bits(wildcard);
        int length = Integer.numberOfLeadingZeros(~bits);
        return bits == prefixBits(length) ? OptionalInt.of(length) : OptionalInt.empty();
    }

    private static int prefixBits(int length) {
        return length == 0 ? 0 : -1 << (BITS - length);
    }

    private static int bits(String address) {
        InetAddress parsed = IpPrefix.parseAddress(address);
        int bits = 0;
        for (byte octet : parsed.getAddress()) {
            bits = bits << 8 | octet & 0xFF;
        }
        return bits;
    }

    /** A prefix of an address and a mask, without the bits that the mask leaves out. */
    static IpPrefix prefix(InetAddress address, String mask) {
        return new IpPrefix(address, length(mask).orElse(BITS));
    }
}
