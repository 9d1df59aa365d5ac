package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A certificate or something in its place (RFC 7296 3.6).
 *
 * <pre>
 * | Cert Encoding |                Certificate Data                 ~
 * </pre>
 *
 * @param encoding what the octets are
 * @param data Certificate Data, at least one octet
 */
public record CertPayload(CertificateEncoding encoding, byte[] data) implements Payload {
    private static final int FIXED_OCTETS = 1;

    /** Checks the length and copies the octets. */
    public CertPayload {
        if (data.length == 0) {
            throw new IllegalArgumentException("No certificate data");
        }
        data = OctetLimits.copyThatFits(data, FIXED_OCTETS, "CERT");
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if the body is malformed
     */
    public static CertPayload decode(ByteBuffer body) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, "CERT payload");
        CertificateEncoding encoding = new CertificateEncoding(in.octet("encoding"));
        if (in.remaining() == 0) {
            throw in.fault("has no certificate data");
        }
        return new CertPayload(encoding, in.rest());
    }

    /** A copy of the octets. */
    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public PayloadType type() {
        return PayloadType.CERT;
    }

    @Override
    public int bodyOctets() {
        return FIXED_OCTETS + data.length;
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.put((byte) encoding.value()).put(data);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertPayload that && encoding.equals(that.encoding) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * encoding.hashCode() + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "CERT[" + encoding + ", " + data.length + " octets]";
    }
}
