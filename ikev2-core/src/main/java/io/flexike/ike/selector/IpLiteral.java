package io.flexike.ike.selector;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** IP addresses as octets and as text, never through a name service. */
final class IpLiteral {
    private IpLiteral() {}

    /** An address without host name and scope; 16 octets stay an IPv6 address even when they map an IPv4 one. */
    static InetAddress ofOctets(byte[] octets) {
        try {
            return octets.length == 16 ? Inet6Address.getByAddress(null, octets, -1) : InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("An IP address has 4 or 16 octets, not " + octets.length, e);
        }
    }

    /** Parses a literal IPv4 address (four decimal numbers) or IPv6 address without a scope. */
    static InetAddress parse(String text) {
        if (text.indexOf(':') < 0) {
            return ofOctets(ipv4(text));
        }
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789abcdefABCDEF:.".indexOf(text.charAt(i)) < 0) {
                throw notAnAddress(text);
            }
        }
        try {
            return ofOctets(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            throw notAnAddress(text);
        }
    }

    private static byte[] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            throw notAnAddress(text);
        }
        byte[] octets = new byte[4];
        for (int i = 0; i < 4; i++) {
            String part = parts[i];
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw notAnAddress(text);
            }
            int number = Integer.parseInt(part);
            if (number > 255 || (part.length() > 1 && part.charAt(0) == '0')) {
                throw notAnAddress(text);
            }
            octets[i] = (byte) number;
        }
        return octets;
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException("\"" + text + "\" is not an IP address");
    }

    /** The usual text; for IPv6 the short form of RFC 5952. */
    static String format(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            return (octets[0] & 0xff) + "." + (octets[1] & 0xff) + "." + (octets[2] & 0xff) + "." + (octets[3] & 0xff);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (octets[2 * i] & 0xff) << 8 | (octets[2 * i + 1] & 0xff);
        }
        int gap = 0;
        int gapLength = 0;
        for (int from = 0; from < 8; from++) {
            int to = from;
            while (to < 8 && groups[to] == 0) {
                to++;
            }
            if (to - from > gapLength) {
                gap = from;
                gapLength = to - from;
            }
        }
        // RFC 5952 4.2.2: a single group of zeros is not shortened.
        return gapLength < 2 ? join(groups, 0, 8) : join(groups, 0, gap) + "::" + join(groups, gap + gapLength, 8);
    }

    private static String join(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
