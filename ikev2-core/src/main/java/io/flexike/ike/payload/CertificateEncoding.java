package io.flexike.ike.payload;

import java.util.HashMap;
import java.util.Map;

/**
 * What a CERT payload carries or a CERTREQ payload asks for (RFC 7296 3.6).
 *
 * @param value 0 to 255; a peer may send any of them, so unknown numbers are kept
 */
public record CertificateEncoding(int value) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final CertificateEncoding PKCS7_X509 = named(1, "PKCS #7 wrapped X.509 certificate");
    public static final CertificateEncoding PGP = named(2, "PGP Certificate");
    public static final CertificateEncoding DNS_SIGNED_KEY = named(3, "DNS Signed Key");
    public static final CertificateEncoding X509_SIGNATURE = named(4, "X.509 Certificate - Signature");
    public static final CertificateEncoding KERBEROS_TOKEN = named(6, "Kerberos Token");
    public static final CertificateEncoding CRL = named(7, "Certificate Revocation List (CRL)");
    public static final CertificateEncoding ARL = named(8, "Authority Revocation List (ARL)");
    public static final CertificateEncoding SPKI = named(9, "SPKI Certificate");
    public static final CertificateEncoding X509_ATTRIBUTE = named(10, "X.509 Certificate - Attribute");
    public static final CertificateEncoding RAW_RSA_KEY = named(11, "Deprecated (was Raw RSA Key)");
    public static final CertificateEncoding HASH_AND_URL_X509 = named(12, "Hash and URL of X.509 certificate");
    public static final CertificateEncoding HASH_AND_URL_BUNDLE = named(13, "Hash and URL of X.509 bundle");
    public static final CertificateEncoding OCSP_CONTENT = named(14, "OCSP Content");
    public static final CertificateEncoding RAW_PUBLIC_KEY = named(15, "Raw Public Key");

    /** Checks the range. */
    public CertificateEncoding {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("CERT-ENCODING out of range: " + value);
        }
    }

    private static CertificateEncoding named(int value, String name) {
        NAMES.put(value, name);
        return new CertificateEncoding(value);
    }

    /** Whether the number has a name here. */
    public boolean isKnown() {
        return NAMES.containsKey(value);
    }

    /** The name in the IANA registry, or {@code CERT-ENCODING-NUMBER}. */
    @Override
    public String toString() {
        return NAMES.getOrDefault(value, "CERT-ENCODING-" + value);
    }
}
