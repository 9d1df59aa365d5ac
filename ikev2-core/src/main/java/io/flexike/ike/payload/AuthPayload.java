package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The proof of an identity (RFC 7296 3.8).
 *
 * <pre>
 * | Auth Method   |                RESERVED                       |
 * ~                      Authentication Data                      ~
 * </pre>
 *
 * @param method how it was computed
 * @param data Authentication Data
 */
public record AuthPayload(AuthMethod method, byte[] data) implements Payload {
    private static final int FIXED_OCTETS = 4;

    /** Checks the length and copies the octets. */
    public AuthPayload {
        data = OctetLimits.copyThatFits(data, FIXED_OCTETS, "AUTH");
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if the body is malformed
     */
    public static AuthPayload decode(ByteBuffer body) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, "AUTH payload");
        AuthMethod method = new AuthMethod(in.octet("method"));
        in.skipReserved(3);
        return new AuthPayload(method, in.rest());
    }

    /** A copy of the octets. */
    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public PayloadType type() {
        return PayloadType.AUTH;
    }

    @Override
    public int bodyOctets() {
        return FIXED_OCTETS + data.length;
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.put((byte) method.value()).put(new byte[3]).put(data);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuthPayload that && method.equals(that.method) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * method.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "AUTH[" + method + ", " + data.length + " octets]";
    }
}
