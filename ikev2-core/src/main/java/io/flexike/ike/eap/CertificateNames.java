package io.flexike.ike.eap;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Who a certificate is about (RFC 5216 5.2). */
final class CertificateNames {
    private static final int RFC822_NAME = 1;
    private static final int DNS_NAME = 2;

    private CertificateNames() {}

    /** The first e-mail address, or else DNS name, of its alternative names, or else the subject. */
    static String name(X509Certificate certificate) {
        return alternative(certificate, RFC822_NAME)
                .or(() -> alternative(certificate, DNS_NAME))
                .orElseGet(() -> certificate.getSubjectX500Principal().getName());
    }

    private static Optional<String> alternative(X509Certificate certificate, int kind) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Optional.empty()
                    : names.stream()
                            .filter(name -> name.get(0).equals(kind))
                            .map(name -> String.valueOf(name.get(1)))
                            .findFirst();
        } catch (CertificateParsingException malformed) {
            return Optional.empty();
        }
    }
}
