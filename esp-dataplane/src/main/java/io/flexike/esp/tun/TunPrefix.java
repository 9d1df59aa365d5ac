package io.flexike.esp.tun;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address with a prefix length: of an interface ({@code 10.255.0.2/30}) or of a route ({@code 10.1.0.0/16}).
 *
 * @param address 4 or 6; bits behind the prefix may be set
 * @param length of the prefix, 0 to 32 or 128
 */
public record TunPrefix(InetAddress address, int length) {
    public TunPrefix {
        if (length < 0 || length > address.getAddress().length * 8) {
            throw new IllegalArgumentException(
                    address.getHostAddress() + " cannot have a prefix of " + length + " bits");
        }
    }

    /**
     * Reads {@code address/length}; without a length the prefix is the whole address. Names are never resolved.
     *
     * @throws IllegalArgumentException if it is not an address literal with a fitting length
     */
    public static TunPrefix parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (literal.isEmpty() || !literal.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address with a prefix length");
        }
        try {
            InetAddress address = InetAddress.getByName(literal);
            int whole = address.getAddress().length * 8;
            return new TunPrefix(address, slash < 0 ? whole : Integer.parseInt(text.substring(slash + 1)));
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address with a prefix length", e);
        }
    }

    /** Whether the address lies in this prefix. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        int whole = length / 8;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != theirs[i]) {
                return false;
            }
        }
        int rest = length % 8;
        return rest == 0 || (mine[whole] ^ theirs[whole]) >> (8 - rest) == 0;
    }

    /** The same prefix with the bits behind it cleared: {@code 10.255.0.2/30} becomes {@code 10.255.0.0/30}. */
    public TunPrefix network() {
        byte[] octets = address.getAddress();
        for (int bit = length; bit < octets.length * 8; bit++) {
            octets[bit / 8] &= (byte) ~(0x80 >>> (bit % 8));
        }
        try {
            return new TunPrefix(InetAddress.getByAddress(octets), length);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + octets.length + " octets", e);
        }
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + length;
    }
}
