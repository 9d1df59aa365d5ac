package io.flexike.crypto.transform;

import java.util.Arrays;

/**
 * An attribute of a transform (RFC 7296 3.3.5).
 *
 * @param type 0..32767, without the format bit
 * @param shortForm whether it is sent as type and value (two octets), not as type, length and value
 * @param value two octets in the short form, up to 65535 otherwise
 */
public record TransformAttribute(int type, boolean shortForm, byte[] value) {
    /** The only type that is defined: the key length in bits, in the short form. */
    public static final int KEY_LENGTH = 14;

    /**
     * Copies the value.
     *
     * @throws IllegalArgumentException if the type or the length of the value is out of range
     */
    public TransformAttribute {
        if (type < 0 || type > 0x7FFF) {
            throw new IllegalArgumentException("attribute type " + type + " is not in 0..32767");
        }
        if (shortForm ? value.length != 2 : value.length > 0xFFFF) {
            throw new IllegalArgumentException("an attribute of this form cannot have " + value.length + " octets");
        }
        value = value.clone();
    }

    /**
     * The key length attribute.
     *
     * @throws IllegalArgumentException if it does not fit into two octets
     */
    public static TransformAttribute keyLength(int bits) {
        Registry.requireTwoOctets(bits);
        return new TransformAttribute(KEY_LENGTH, true, new byte[] {(byte) (bits >> 8), (byte) bits});
    }

    /** Whether this is a key length as RFC 7296 defines it. */
    public boolean isKeyLength() {
        return type == KEY_LENGTH && shortForm;
    }

    /** A copy. */
    @Override
    public byte[] value() {
        return value.clone();
    }

    /**
     * The value of the short form, 0..65535.
     *
     * @throws IllegalStateException if this is not the short form
     */
    public int shortValue() {
        if (!shortForm) {
            throw new IllegalStateException("attribute " + type + " has the long form");
        }
        return (value[0] & 0xFF) << 8 | value[1] & 0xFF;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TransformAttribute that
                && type == that.type
                && shortForm == that.shortForm
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(value);
    }

    /** {@code key length 256}, or the type and the number of octets. */
    @Override
    public String toString() {
        return isKeyLength() ? "key length " + shortValue() : "attribute " + type + " of " + value.length + " octets";
    }
}
