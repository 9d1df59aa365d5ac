package io.flexike.ike.selector;

import java.net.InetAddress;

/**
 * A prefix of IPv4 or IPv6 addresses, such as {@code 10.0.0.0/8}.
 *
 * @param address the first address; the constructor clears the bits behind the prefix
 * @param length 0 to 32 or 128
 */
public record IpPrefix(InetAddress address, int length) {
    /** Checks the length and clears the bits behind the prefix. */
    public IpPrefix {
        byte[] octets = address.getAddress();
        if (length < 0 || length > octets.length * 8) {
            throw new IllegalArgumentException("Prefix length " + length + " is not 0 to " + octets.length * 8 + " for "
                    + IpLiteral.format(address));
        }
        for (int i = 0; i < octets.length; i++) {
            octets[i] &= (byte) maskOctet(length, i);
        }
        address = IpLiteral.ofOctets(octets);
    }

    private static int maskOctet(int length, int index) {
        int bits = Math.max(0, Math.min(8, length - 8 * index));
        return 0xff00 >> bits & 0xff;
    }

    /**
     * Parses {@code address/length}; an address alone is a prefix of full length.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return host(parseAddress(text));
        }
        String length = text.substring(slash + 1);
        if (length.isEmpty() || length.length() > 3 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IP prefix");
        }
        return new IpPrefix(parseAddress(text.substring(0, slash)), Integer.parseInt(length));
    }

    /**
     * Parses a literal IP address without asking a name service.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static InetAddress parseAddress(String text) {
        return IpLiteral.parse(text);
    }

    /** The usual text of an address; for IPv6 the short form of RFC 5952. */
    public static String format(InetAddress address) {
        return IpLiteral.format(address);
    }

    /** The prefix that holds only this address. */
    public static IpPrefix host(InetAddress address) {
        return new IpPrefix(address, address.getAddress().length * 8);
    }

    /** The last address of the prefix. */
    public InetAddress last() {
        byte[] octets = address.getAddress();
        for (int i = 0; i < octets.length; i++) {
            octets[i] |= (byte) ~maskOctet(length, i);
        }
        return IpLiteral.ofOctets(octets);
    }

    /** The mask as an address, such as {@code 255.0.0.0}. */
    public InetAddress mask() {
        byte[] octets = address.getAddress();
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) maskOctet(length, i);
        }
        return IpLiteral.ofOctets(octets);
    }

    /** Whether the address is of the same family and inside. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int i = 0; i < mine.length; i++) {
            if (((mine[i] ^ theirs[i]) & maskOctet(length, i)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** {@code address/length}, readable by {@link #parse}. */
    @Override
    public String toString() {
        return IpLiteral.format(address) + "/" + length;
    }
}
