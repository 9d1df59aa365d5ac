package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;

/**
 * Reads the body of a payload, or a structure inside it, from front to end. A shortage becomes an
 * {@link InvalidSyntaxException} that names structure and field; the buffer given is consumed as a whole.
 */
final class BodyReader {
    private final ByteBuffer in;
    private final String structure;

    BodyReader(ByteBuffer body, String structure) {
        this(structure, body.slice());
        body.position(body.limit());
    }

    /** Of a buffer that nobody else has. */
    private BodyReader(String structure, ByteBuffer own) {
        this.in = own;
        this.structure = structure;
    }

    int remaining() {
        return in.remaining();
    }

    int octet(String field) throws InvalidSyntaxException {
        require(1, field);
        return in.get() & 0xff;
    }

    int uint16(String field) throws InvalidSyntaxException {
        require(2, field);
        return in.getShort() & 0xffff;
    }

    byte[] octets(int count, String field) throws InvalidSyntaxException {
        require(count, field);
        byte[] octets = new byte[count];
        in.get(octets);
        return octets;
    }

    byte[] rest() {
        byte[] octets = new byte[in.remaining()];
        in.get(octets);
        return octets;
    }

    /** Fields marked RESERVED are ignored on receipt (RFC 7296 2.5). */
    void skipReserved(int count) throws InvalidSyntaxException {
        require(count, "reserved field");
        in.position(in.position() + count);
    }

    /** What is left, for a decoder of its own. */
    ByteBuffer remainder() {
        return in;
    }

    /** The next octets, as a structure of their own. */
    BodyReader part(int count, String name) throws InvalidSyntaxException {
        require(count, name);
        ByteBuffer part = in.slice(in.position(), count);
        in.position(in.position() + count);
        return new BodyReader(name, part);
    }

    /** Demands that nothing is left. */
    void end() throws InvalidSyntaxException {
        if (in.hasRemaining()) {
            throw fault("ends with " + in.remaining() + " octets too many");
        }
    }

    /** A fault of this structure; the description goes on where its name ends. */
    InvalidSyntaxException fault(String description) {
        return new InvalidSyntaxException("The " + structure + " " + description + ".");
    }

    private void require(int count, String field) throws InvalidSyntaxException {
        if (in.remaining() < count) {
            throw fault("is cut off: " + field + " needs " + count + " octets, " + in.remaining() + " are left");
        }
    }
}
