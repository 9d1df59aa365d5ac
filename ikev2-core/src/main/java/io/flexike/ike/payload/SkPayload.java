package io.flexike.ike.payload;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An Encrypted and Authenticated payload (RFC 7296 3.14) as it is on the wire. It is always the last of a message; its
 * content is sealed and opened by {@code ProtectedMessage}.
 *
 * <pre>
 * |                     Initialization Vector                     |
 * ~       encrypted: IKE payloads, padding, pad length            ~
 * ~                    Integrity Checksum Data                    ~
 * </pre>
 *
 * @param firstInner type of the first payload inside, from the generic header
 * @param body IV, ciphertext and ICV
 */
public record SkPayload(PayloadType firstInner, byte[] body) implements Payload {
    /** Checks the length and copies the body. */
    public SkPayload {
        body = OctetLimits.copyThatFits(body, 0, "Body");
    }

    /** Reads the whole buffer. */
    public static SkPayload decode(PayloadType firstInner, ByteBuffer body) {
        return new SkPayload(firstInner, new BodyReader(body, "SK payload").rest());
    }

    /** A copy of the body. */
    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public PayloadType type() {
        return PayloadType.SK;
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
        return other instanceof SkPayload that && firstInner.equals(that.firstInner) && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * firstInner.hashCode() + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return "SK[" + firstInner + ", " + body.length + " octets]";
    }
}
