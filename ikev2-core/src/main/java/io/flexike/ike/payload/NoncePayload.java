package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A nonce, Ni or Nr (RFC 7296 3.9). Its length also depends on the PRF (RFC 7296 2.10), which the task checks.
 *
 * <pre>
 * ~                            Nonce Data                         ~
 * </pre>
 *
 * @param nonce 16 to 256 octets
 */
public record NoncePayload(byte[] nonce) implements Payload {
    /** Fewest octets. */
    public static final int MIN_OCTETS = 16;

    /** Most octets. */
    public static final int MAX_OCTETS = 256;

    /** Checks the length and copies the octets. */
    public NoncePayload {
        if (nonce.length < MIN_OCTETS || nonce.length > MAX_OCTETS) {
            throw new IllegalArgumentException("A nonce has 16 to 256 octets, not " + nonce.length);
        }
        nonce = OctetLimits.copyThatFits(nonce, 0, "nonce");
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if it has fewer than 16 or more than 256 octets
     */
    public static NoncePayload decode(ByteBuffer body) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, "Nonce payload");
        // RFC 7296 3.9: 16 to 256 octets, inclusive.
        if (in.remaining() < MIN_OCTETS || in.remaining() > MAX_OCTETS) {
            throw in.fault("has " + in.remaining() + " octets of nonce instead of 16 to 256");
        }
        return new NoncePayload(in.rest());
    }

    /** A copy of the octets. */
    @Override
    public byte[] nonce() {
        return nonce.clone();
    }

    @Override
    public PayloadType type() {
        return PayloadType.NONCE;
    }

    @Override
    public int bodyOctets() {
        return nonce.length;
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.put(nonce);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoncePayload that && Arrays.equals(nonce, that.nonce);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(nonce);
    }

    @Override
    public String toString() {
        return "Nonce[" + nonce.length + " octets]";
    }
}
