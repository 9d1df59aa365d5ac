package io.flexike.ike.certificate;

import java.time.Instant;

/** What one source says of one certificate. */
sealed interface CertificateStatus {
    /**
     * Not revoked.
     *
     * @param until when it is to be asked again
     */
    record Good(Instant until) implements CertificateStatus {}

    /**
     * Revoked.
     *
     * @param text a half sentence that follows the certificate, such as {@code is revoked since ..}
     * @param until when it is to be asked again
     */
    record Revoked(String text, Instant until) implements CertificateStatus {}

    /**
     * Not said.
     *
     * @param why a half sentence for the log
     */
    record Unknown(String why) implements CertificateStatus {}
}
