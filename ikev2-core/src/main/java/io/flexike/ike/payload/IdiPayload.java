package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.identity.Identification;
import java.nio.ByteBuffer;

/**
 * The identity of the initiator (RFC 7296 3.5).
 *
 * <pre>
 * |   ID Type     |                 RESERVED                      |
 * ~                   Identification Data                         ~
 * </pre>
 */
public record IdiPayload(Identification identification) implements Payload {
    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if the body is too short or an address has the wrong length
     */
    public static IdiPayload decode(ByteBuffer body) throws InvalidSyntaxException {
        return new IdiPayload(Identification.decode(body));
    }

    @Override
    public PayloadType type() {
        return PayloadType.IDI;
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
        return "IDi[" + identification.type() + "]";
    }
}
