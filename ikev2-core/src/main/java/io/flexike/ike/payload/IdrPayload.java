package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.identity.Identification;
import java.nio.ByteBuffer;

/**
 * The identity of the responder (RFC 7296 3.5).
 *
 * <pre>
 * |   ID Type     |                 RESERVED                      |
 * ~                   Identification Data                         ~
 * </pre>
 */
public record IdrPayload(Identification identification) implements Payload {
    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if the body is too short or an address has the wrong length
     */
    public static IdrPayload decode(ByteBuffer body) throws InvalidSyntaxException {
        return new IdrPayload(Identification.decode(body));
    }

    @Override
    public PayloadType type() {
        return PayloadType.IDR;
    }

    @Override
    public int bodyOctets() {
        return identification.octets();
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        identification.encode(out);
    }

    @Override
    public String toString() {
        return "IDr[" + identification.type() + "]";
    }
}
