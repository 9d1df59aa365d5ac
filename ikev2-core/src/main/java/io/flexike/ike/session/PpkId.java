package io.flexike.ike.session;

import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * By what both ends know a post-quantum pre-shared key (RFC 8784 5.1).
 *
 * <pre>
 * | PPK_ID Type |  PPK_ID (variable) ...
 * </pre>
 *
 * @param type {@link #OPAQUE}, {@link #FIXED}, or what a peer sends, 0 to 255
 */
public record PpkId(int type, byte[] value) {
    /** PPK_ID_OPAQUE: octets that mean something to the two ends only. */
    public static final int OPAQUE = 1;

    /** PPK_ID_FIXED: the name of a key that does not change. */
    public static final int FIXED = 2;

    private static final int MAX_OCTETS = 255;

    /**
     * Checks type and length and copies the octets.
     *
     * @throws IllegalArgumentException if the type is not 0 to 255, or these are not 1 to 255 octets
     */
    public PpkId {
        if (type < 0 || type > 255) {
            throw new IllegalArgumentException("PPK_ID type out of range: " + type);
        }
        if (value.length == 0 || value.length > MAX_OCTETS) {
            throw new IllegalArgumentException("a PPK_ID of " + value.length + " octets; 1 to " + MAX_OCTETS);
        }
        value = value.clone();
    }

    /**
     * A name in UTF-8.
     *
     * @throws IllegalArgumentException if these are not 1 to 255 octets
     */
    public static PpkId fixed(String name) {
        return new PpkId(FIXED, name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Octets without a meaning here.
     *
     * @throws IllegalArgumentException if these are not 1 to 255
     */
    public static PpkId opaque(byte[] octets) {
        return new PpkId(OPAQUE, octets);
    }

    /**
     * Reads the data of a notify.
     *
     * @throws InvalidSyntaxException if there is nothing behind the type, or too much
     */
    public static PpkId decode(byte[] data) throws InvalidSyntaxException {
        if (data.length < 2 || data.length > 1 + MAX_OCTETS) {
            throw new InvalidSyntaxException("a PPK_ID of " + data.length + " octets with its type");
        }
        return new PpkId(data[0] & 0xff, Arrays.copyOfRange(data, 1, data.length));
    }

    /** What {@link #decode} reads. */
    public byte[] encode() {
        return ByteBuffer.allocate(1 + value.length).put((byte) type).put(value).array();
    }

    /** A copy of the octets. */
    @Override
    public byte[] value() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PpkId that && type == that.type && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(value);
    }

    /** Type and length: what it says may be a person's name. */
    @Override
    public String toString() {
        String name = type == FIXED ? "PPK_ID_FIXED" : type == OPAQUE ? "PPK_ID_OPAQUE" : "PPK_ID-" + type;
        return name + "[" + value.length + " octets]";
    }
}
