package io.flexike.ike.message;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;

/** The four octets in front of each payload (RFC 7296 3.2). The seven reserved bits are ignored. */
record GenericHeader(PayloadType next, boolean critical, int bodyOctets) {
    private static final int CRITICAL = 0x80;

    /** Reads a header and makes sure that its body is there. */
    static GenericHeader read(ByteBuffer in, PayloadType type) throws InvalidSyntaxException {
        if (in.remaining() < Payload.HEADER_OCTETS) {
            throw new InvalidSyntaxException(
                    "The " + type + " payload is cut off: " + in.remaining() + " octets are left for its header.");
        }
        PayloadType next = new PayloadType(in.get() & 0xff);
        boolean critical = (in.get() & CRITICAL) != 0;
        int length = in.getShort() & 0xffff;
        int bodyOctets = length - Payload.HEADER_OCTETS;
        if (bodyOctets < 0 || bodyOctets > in.remaining()) {
            throw new InvalidSyntaxException("The " + type + " payload says " + length + " octets where "
                    + (in.remaining() + Payload.HEADER_OCTETS) + " are left.");
        }
        return new GenericHeader(next, critical, bodyOctets);
    }

    void encode(ByteBuffer out) {
        out.put((byte) next.value()).put((byte) (critical ? CRITICAL : 0)).putShort((short)
                (Payload.HEADER_OCTETS + bodyOctets));
    }
}
