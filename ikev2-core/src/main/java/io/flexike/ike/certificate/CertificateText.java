package io.flexike.ike.certificate;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/** Certificates and their names for people: printable, and of bounded length. */
final class CertificateText {
    private static final int MOST_SERIAL_DIGITS = 64;

    private CertificateText() {}

    /** Such as {@code the certificate of CN=hq.example, O=Example (serial 0a1b)}. */
    static String of(X509Certificate certificate) {
        String serial = certificate.getSerialNumber().toString(16);
        String shown = serial.length() > MOST_SERIAL_DIGITS ? serial.substring(0, MOST_SERIAL_DIGITS) + ".." : serial;
        return "the certificate of " + name(certificate.getSubjectX500Principal()) + " (serial " + shown + ")";
    }

    static String name(X500Principal name) {
        byte[] encoded = name.getEncoded();
        return new X500Principal("").equals(name)
                ? "nobody by name"
                : new Identification(IdentificationType.DER_ASN1_DN, encoded).toString();
    }

    /** Text from elsewhere, with everything unprintable escaped. */
    static String safe(String text) {
        return new Identification(IdentificationType.FQDN, text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
