package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An Encrypted and Authenticated Fragment payload (RFC 7383 2.5) as it is on the wire. It is always the last of a
 * message.
 *
 * <pre>
 * |        Fragment Number        |        Total Fragments        |
 * |                     Initialization Vector                     |
 * ~         encrypted: part of the content, padding, pad length   ~
 * ~                    Integrity Checksum Data                    ~
 * </pre>
 *
 * @param firstInner type of the first payload of the whole content in the first fragment, 0 in the others
 * @param fragmentNumber 1 to {@code totalFragments}
 * @param totalFragments 1 to 65535
 * @param body IV, ciphertext and ICV
 */
public record SkfPayload(PayloadType firstInner, int fragmentNumber, int totalFragments, byte[] body)
        implements Payload {
    /** Octets of fragment number and total. */
    public static final int FIXED_OCTETS = 4;

    /** Checks numbers and length and copies the body. */
    public SkfPayload {
        if (fragmentNumber < 1 || fragmentNumber > totalFragments || totalFragments > 65535) {
            throw new IllegalArgumentException("Fragment " + fragmentNumber + " of " + totalFragments);
        }
        body = OctetLimits.copyThatFits(body, FIXED_OCTETS, "Body");
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if it is too short, or the numbers are not possible (RFC 7383 2.6)
     */
    public static SkfPayload decode(PayloadType firstInner, ByteBuffer body) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, "SKF payload");
        int number = in.uint16("fragment number");
        int total = in.uint16("total fragments");
        if (number == 0 || number > total) {
            throw in.fault("is fragment " + number + " of " + total);
        }
        return new SkfPayload(firstInner, number, total, in.rest());
    }

    /** A copy of the body. */
    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public PayloadType type() {
        return PayloadType.SKF;
    }

    @Override
    public int bodyOctets() {
        return FIXED_OCTETS + body.length;
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.putShort((short) fragmentNumber).putShort((short) totalFragments).put(body);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SkfPayload that
                && firstInner.equals(that.firstInner)
                && fragmentNumber == that.fragmentNumber
                && totalFragments == that.totalFragments
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * firstInner.hashCode() + fragmentNumber) + totalFragments) + Arrays.hashCode(body);
    }

    @Override
    public String toString() {
        return "SKF[" + firstInner + ", " + fragmentNumber + " of " + totalFragments + ", " + body.length + " octets]";
    }
}
