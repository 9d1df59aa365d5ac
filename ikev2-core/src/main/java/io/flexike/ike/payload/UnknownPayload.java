package io.flexike.ike.payload;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A payload of a type that is not understood and not critical: kept, and otherwise ignored (RFC 7296 2.5). A critical
 * one never becomes a value on receipt, because it rejects the message; {@code critical} serves those who send one.
 *
 * @param type any type that has no record of its own, and not 0
 * @param critical the critical bit, written when sent
 * @param body anything
 */
public record UnknownPayload(PayloadType type, boolean critical, byte[] body) implements Payload {
    /** Checks type and length and copies the body. */
    public UnknownPayload {
        if (type.equals(PayloadType.NONE) || PayloadDecoders.understands(type)) {
            throw new IllegalArgumentException("Not an unknown payload type: " + type);
        }
        body = OctetLimits.copyThatFits(body, 0, "Body");
    }

    static UnknownPayload decode(PayloadType type, ByteBuffer body) {
        return new UnknownPayload(type, false, new BodyReader(body, type + " payload").rest());
    }

    /** A copy of the body. */
    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public int bodyOctets() {
        return body.length;
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.put(body);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnknownPayload that
                && type.equals(that.type)
                && critical == that.critical
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type.hashCode() + Boolean.hashCode(critical)) + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return type + "[" + (critical ? "critical, " : "") + body.length + " octets]";
    }
}
