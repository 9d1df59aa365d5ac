package io.flexike.ike.certificate;

/** How far a check has come. */
public sealed interface CertificateProgress {
    /** It has ended. */
    record Decided(CertificateVerdict verdict) implements CertificateProgress {}

    /** It proceeds when that has been looked up. */
    record Waits(Lookup lookup) implements CertificateProgress {}
}
