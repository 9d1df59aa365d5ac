package io.flexike.ike.payload;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A public value of a key exchange (RFC 7296 3.4). Whether its length fits the method, the key exchange checks.
 *
 * <pre>
 * |   Diffie-Hellman Group Num    |           RESERVED            |
 * ~                       Key Exchange Data                       ~
 * </pre>
 *
 * @param method the "Diffie-Hellman Group Num"
 * @param publicValue Key Exchange Data
 */
public record KePayload(KeyExchangeMethod method, byte[] publicValue) implements Payload {
    private static final int FIXED_OCTETS = 4;

    /** Checks the length and copies the octets. */
    public KePayload {
        publicValue = OctetLimits.copyThatFits(publicValue, FIXED_OCTETS, "KE");
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if the body is malformed
     */
    public static KePayload decode(ByteBuffer body) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, "KE payload");
        KeyExchangeMethod method = new KeyExchangeMethod(in.uint16("group number"));
        in.skipReserved(2);
        return new KePayload(method, in.rest());
    }

    /** A copy of the octets. */
    @Override
    public byte[] publicValue() {
        return publicValue.clone();
    }

    @Override
    public PayloadType type() {
        return PayloadType.KE;
    }

    @Override
    public int bodyOctets() {
        return FIXED_OCTETS + publicValue.length;
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.putShort((short) method.value()).putShort((short) 0).put(publicValue);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KePayload that
                && method.equals(that.method)
                && Arrays.equals(publicValue, that.publicValue);
    }

    @Override
    public int hashCode() {
        return 31 * method.hashCode() + Arrays.hashCode(publicValue);
    }

    @Override
    public String toString() {
        return "KE[" + method + ", " + publicValue.length + " octets]";
    }
}
