package io.flexike.ike.identity;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.security.auth.x500.X500Principal;

/**
 * The body of an IDi or IDr payload (RFC 7296 3.5), whatever the peer put there.
 *
 * <pre>
 * |   ID Type     |                 RESERVED                      |
 * ~                   Identification Data                         ~
 * </pre>
 *
 * @param data as on the wire; 4 octets for ID_IPV4_ADDR and 16 for ID_IPV6_ADDR
 */
public record Identification(IdentificationType type, byte[] data) {
    private static final int HEADER_OCTETS = 4;
    private static final int MAX_PRINTED_NAME_OCTETS = 2048;

    /** Checks the length of an address and copies the data. */
    public Identification {
        if (!fits(type, data.length)) {
            throw new IllegalArgumentException(type + " cannot have " + data.length + " octets");
        }
        data = data.clone();
    }

    private static boolean fits(IdentificationType type, int octets) {
        if (type.equals(IdentificationType.IPV4_ADDR)) {
            return octets == 4;
        }
        return type.equals(IdentificationType.IPV6_ADDR) ? octets == 16 : octets <= 65535 - 4 - HEADER_OCTETS;
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if it is too short, or an address does not have the length of its type
     */
    public static Identification decode(ByteBuffer body) throws InvalidSyntaxException {
        if (body.remaining() < HEADER_OCTETS) {
            throw new InvalidSyntaxException("An identification payload is cut off in its header.");
        }
        IdentificationType type = new IdentificationType(body.get() & 0xff);
        body.position(body.position() + 3);
        byte[] data = new byte[body.remaining()];
        body.get(data);
        if (!fits(type, data.length)) {
            throw new InvalidSyntaxException("An identification of type " + type + " has " + data.length + " octets.");
        }
        return new Identification(type, data);
    }

    /** A copy of the data. */
    @Override
    public byte[] data() {
        return data.clone();
    }

    /** Octets of the encoded form. */
    public int octets() {
        return HEADER_OCTETS + data.length;
    }

    /** Writes {@link #octets()} octets. */
    public void encode(ByteBuffer out) {
        out.put((byte) type.value()).put(new byte[3]).put(data);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identification that && type.equals(that.type) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(data);
    }

    /**
     * The identity as text for people: everything unprintable is escaped and long values are cut, so that it is safe in
     * a log. Not for comparing.
     */
    @Override
    public String toString() {
        return switch (type.value()) {
            case 1, 5 -> addressText();
            case 2, 3 -> PrintableText.of(data);
            case 9 -> nameText();
            case 11 -> "key-id:" + keyIdText();
            default -> type + ":" + PrintableText.hex(data);
        };
    }

    private String addressText() {
        try {
            return IpPrefix.format(InetAddress.getByAddress(data));
        } catch (UnknownHostException e) {
            throw new AssertionError("the constructor has checked the length", e);
        }
    }

    private String nameText() {
        if (data.length <= MAX_PRINTED_NAME_OCTETS) {
            try {
                return PrintableText.of(new X500Principal(data).toString().getBytes(StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // Not a distinguished name: shown as it is.
            }
        }
        return type + ":" + PrintableText.hex(data);
    }

    private String keyIdText() {
        for (byte octet : data) {
            if (octet < 0x20 || octet > 0x7e) {
                return PrintableText.hex(data);
            }
        }
        return PrintableText.of(data);
    }
}
