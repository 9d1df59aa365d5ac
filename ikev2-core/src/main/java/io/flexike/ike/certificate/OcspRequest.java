package io.flexike.ike.certificate;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/** What is asked of an OCSP responder (RFC 6960 4.1), and how its answer names the certificate. */
final class OcspRequest {
    /** RFC 6960 4.1.1 leaves the hash to us; every responder knows SHA-1 (RFC 5019 2.1.1). It only names. */
    private static final byte[] SHA1 = HexFormat.of().parseHex("300906052b0e03021a0500");

    private static final byte[] ID_PKIX_OCSP_NONCE = HexFormat.of().parseHex("06092b0601050507300102");

    /** RFC 8954 2.1: 1 to 32 octets. */
    static final int NONCE_OCTETS = 32;

    private static final int REQUEST_EXTENSIONS = 0xa2;

    private OcspRequest() {}

    /** @param nonce none if it is empty */
    static byte[] encode(X509Certificate certificate, X509Certificate issuer, byte[] nonce) throws DerException {
        byte[] id = DerWriter.sequence(
                SHA1,
                DerWriter.octetString(Digests.sha1(nameOf(certificate))),
                DerWriter.octetString(Digests.sha1(keyOf(issuer))),
                serial(certificate));
        byte[] list = DerWriter.sequence(DerWriter.sequence(id));
        byte[] extensions = nonce.length == 0
                ? new byte[0]
                : DerWriter.element(
                        REQUEST_EXTENSIONS,
                        DerWriter.sequence(DerWriter.sequence(
                                ID_PKIX_OCSP_NONCE, DerWriter.octetString(DerWriter.octetString(nonce)))));
        return DerWriter.sequence(DerWriter.sequence(list, extensions));
    }

    /** Whether a CertID means that certificate; by SHA-1 or SHA-256. */
    static boolean isAbout(DerElement certId, X509Certificate certificate, X509Certificate issuer) throws DerException {
        DerReader fields = certId.inside();
        String algorithm = HexFormat.of()
                .formatHex(fields.sequence().next(DerElement.OBJECT_IDENTIFIER).content());
        byte[] name = fields.next(DerElement.OCTET_STRING).content();
        byte[] key = fields.next(DerElement.OCTET_STRING).content();
        DerElement serial = fields.next(DerElement.INTEGER);
        return Arrays.equals(serial.encoded(), serial(certificate))
                && Arrays.equals(name, Digests.named(algorithm, nameOf(certificate)))
                && Arrays.equals(key, Digests.named(algorithm, keyOf(issuer)));
    }

    static boolean isNonce(byte[] identifier) {
        return Arrays.equals(identifier, ID_PKIX_OCSP_NONCE);
    }

    private static byte[] serial(X509Certificate certificate) {
        return DerWriter.element(
                DerElement.INTEGER, certificate.getSerialNumber().toByteArray());
    }

    private static byte[] nameOf(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().getEncoded();
    }

    /** RFC 6960 4.1.1: the value of subjectPublicKey, without tag, length and unused bits. */
    static byte[] keyOf(X509Certificate certificate) throws DerException {
        DerReader info = new DerReader(certificate.getPublicKey().getEncoded()).sequence();
        info.next();
        byte[] bits = info.next(DerElement.BIT_STRING).content();
        return Arrays.copyOfRange(bits, Math.min(1, bits.length), bits.length);
    }
}
