package io.flexike.ike.certificate;

import java.io.ByteArrayInputStream;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** Certificates and CRLs from exactly their octets; whatever the parsers throw is one thing here. */
final class DerCertificates {
    private DerCertificates() {}

    /** @throws IllegalArgumentException if it is not a certificate in DER and nothing else */
    static X509Certificate certificate(byte[] der) {
        try {
            requireSigned(der);
            X509Certificate certificate =
                    (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(der));
            if (!Arrays.equals(certificate.getEncoded(), der)) {
                throw new IllegalArgumentException("a certificate that is not encoded in DER");
            }
            return certificate;
        } catch (CertificateException | DerException | RuntimeException e) {
            throw new IllegalArgumentException("a certificate that is malformed", e);
        }
    }

    /** @throws IllegalArgumentException if it is not a CRL in DER and nothing else */
    static X509CRL crl(byte[] der) {
        try {
            requireSigned(der);
            X509CRL crl = (X509CRL) factory().generateCRL(new ByteArrayInputStream(der));
            if (!Arrays.equals(crl.getEncoded(), der)) {
                throw new IllegalArgumentException("a CRL that is not encoded in DER");
            }
            return crl;
        } catch (CertificateException | CRLException | DerException | RuntimeException e) {
            throw new IllegalArgumentException("a CRL that is malformed", e);
        }
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException(CertificateText.of(certificate) + " does not show its octets", e);
        }
    }

    /**
     * The factory would take PEM and PKCS #7 as well, and signatures with bits that are not used: the same object in
     * other octets.
     */
    private static void requireSigned(byte[] der) throws DerException {
        DerReader in = new DerReader(der);
        DerReader fields = in.sequence();
        in.end();
        SignedObject.of(fields);
        fields.end();
    }

    private static CertificateFactory factory() throws CertificateException {
        return CertificateFactory.getInstance("X.509");
    }
}
