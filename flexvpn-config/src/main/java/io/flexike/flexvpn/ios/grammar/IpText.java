package io.flexike.flexvpn.ios.grammar;

import io.flexike.ike.selector.IpPrefix;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** IP addresses as a router writes them. Names are never resolved. */
public final class IpText {
    private IpText() {}

    /** Four decimal numbers. */
    public static Optional<InetAddress> ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] octets = new byte[4];
        if (parts.length != 4) {
            return Optional.empty();
        }
        for (int i = 0; i < 4; i++) {
            int number = decimal(parts[i], 3);
            if (number < 0 || number > 255) {
                return Optional.empty();
            }
            octets[i] = (byte) number;
        }
        return Optional.of(address(octets));
    }

    /** RFC 4291 2.2, without a scope. */
    public static Optional<InetAddress> ipv6(String text) {
        if (text.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(IpPrefix.parseAddress(text)).filter(Inet6Address.class::isInstance);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Either kind. */
    public static Optional<InetAddress> address(String text) {
        return text.indexOf(':') < 0 ? ipv4(text) : ipv6(text);
    }

    /** A number of at most so many digits, or -1. */
    static int decimal(String text, int digits) {
        if (text.isEmpty() || text.length() > digits || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(text);
    }

    /** Whether its set bits all stand before the others. */
    static boolean isMask(InetAddress mask) {
        int bits = bits(mask);
        int inverted = ~bits;
        return (inverted & (inverted + 1)) == 0;
    }

    private static int bits(InetAddress address) {
        int bits = 0;
        for (byte octet : address.getAddress()) {
            bits = bits << 8 | (octet & 0xff);
        }
        return bits;
    }

    /** An IPv6 address with capitals and the longest row of zeros left out. */
    public static String format(InetAddress address) {
        return IpPrefix.format(address).toUpperCase(Locale.ROOT);
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("four octets", e);
        }
    }
}
