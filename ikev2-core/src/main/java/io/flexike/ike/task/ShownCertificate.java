package io.flexike.ike.task;

import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The certificate that a peer calls its own, which nobody has checked yet: it serves to find the profile for it. */
final class ShownCertificate {
    /** Our choice: larger ones find no profile. */
    private static final int MOST_OCTETS = 32 * 1024;

    private ShownCertificate() {}

    static Optional<X509Certificate> of(List<CertPayload> payloads) {
        if (payloads.isEmpty()
                || !payloads.get(0).encoding().equals(CertificateEncoding.X509_SIGNATURE)
                || payloads.get(0).bodyOctets() > MOST_OCTETS) {
            return Optional.empty();
        }
        try {
            return Optional.of((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(payloads.get(0).data())));
        } catch (CertificateException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
