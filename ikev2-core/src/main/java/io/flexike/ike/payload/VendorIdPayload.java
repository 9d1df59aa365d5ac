package io.flexike.ike.payload;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A constant by which implementations know each other (RFC 7296 3.12).
 *
 * <pre>
 * ~                        Vendor ID (VID)                        ~
 * </pre>
 *
 * @param vendorId any number of octets
 */
public record VendorIdPayload(byte[] vendorId) implements Payload {
    /** Checks the length and copies the octets. */
    public VendorIdPayload {
        vendorId = OctetLimits.copyThatFits(vendorId, 0, "vendor ID");
    }

    /** Reads the whole buffer. */
    public static VendorIdPayload decode(ByteBuffer body) {
        return new VendorIdPayload(new BodyReader(body, "Vendor ID payload").rest());
    }

    /** A copy of the octets. */
    @Override
    public byte[] vendorId() {
        return vendorId.clone();
    }

    @Override
    public PayloadType type() {
        return PayloadType.VENDOR_ID;
    }

    @Override
    public int bodyOctets() {
        return vendorId.length;
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.put(vendorId);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VendorIdPayload that && Arrays.equals(vendorId, that.vendorId);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(vendorId);
    }

    @Override
    public String toString() {
        return "V[" + vendorId.length + " octets]";
    }
}
