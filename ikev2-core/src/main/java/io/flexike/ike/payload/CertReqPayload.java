package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A request for certificates (RFC 7296 3.7).
 *
 * <pre>
 * | Cert Encoding |             Certification Authority             ~
 * </pre>
 *
 * @param encoding the encoding that is asked for
 * @param authorities for X.509 encodings SHA-1 hashes of the public keys of trust anchors, 20 octets each; none means
 *     any
 */
public record CertReqPayload(CertificateEncoding encoding, byte[] authorities) implements Payload {
    private static final int FIXED_OCTETS = 1;

    /** Checks the length and copies the octets. */
    public CertReqPayload {
        if (!fits(encoding, authorities.length)) {
            throw new IllegalArgumentException("Not a multiple of 20 octets: " + authorities.length);
        }
        authorities = OctetLimits.copyThatFits(authorities, FIXED_OCTETS, "CERTREQ");
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if the body is malformed
     */
    public static CertReqPayload decode(ByteBuffer body) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, "CERTREQ payload");
        CertificateEncoding encoding = new CertificateEncoding(in.octet("encoding"));
        if (!fits(encoding, in.remaining())) {
            throw in.fault("has " + in.remaining() + " octets of authorities, not a multiple of 20");
        }
        return new CertReqPayload(encoding, in.rest());
    }

    /** A copy of the octets. */
    @Override
    public byte[] authorities() {
        return authorities.clone();
    }

    @Override
    public PayloadType type() {
        return PayloadType.CERTREQ;
    }

    @Override
    public int bodyOctets() {
        return FIXED_OCTETS + authorities.length;
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.put((byte) encoding.value()).put(authorities);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertReqPayload that
                && encoding.equals(that.encoding)
                && Arrays.equals(authorities, that.authorities);
    }

    @Override
    public int hashCode() {
        return 31 * encoding.hashCode() + Arrays.hashCode(authorities);
    }

    // RFC 7296 3.7: concatenated 20-octet hashes for the X.509 encodings 4, 12 and 13; nothing is defined for others.
    private static boolean fits(CertificateEncoding encoding, int octets) {
        boolean hashes = encoding.equals(CertificateEncoding.X509_SIGNATURE)
                || encoding.equals(CertificateEncoding.HASH_AND_URL_X509)
                || encoding.equals(CertificateEncoding.HASH_AND_URL_BUNDLE);
        return !hashes || octets % 20 == 0;
    }

    @Override
    public String toString() {
        return "CERTREQ[" + encoding + ", " + authorities.length + " octets]";
    }
}
