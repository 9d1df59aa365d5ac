package io.flexike.ike.payload;

/** Checks of what we build ourselves. */
final class OctetLimits {
    private OctetLimits() {}

    /** A copy of a field that fills the body behind some fixed octets. */
    static byte[] copyThatFits(byte[] field, int fixedOctets, String name) {
        if (field.length > Payload.MAX_BODY_OCTETS - fixedOctets) {
            throw new IllegalArgumentException(name + " too long for a payload: " + field.length + " octets");
        }
        return field.clone();
    }

    /** Demands that an encoded body fits into a payload. */
    static void requireBody(int octets, String name) {
        if (octets > Payload.MAX_BODY_OCTETS) {
            throw new IllegalArgumentException(name + " too long for a payload: " + octets + " octets");
        }
    }
}
