package io.flexike.ike.certificate;

/** What the owner of a certificate is in an IKE SA. */
public enum CertificateUsage {
    /** It opened the IKE SA. */
    INITIATOR,
    /** It answers. */
    RESPONDER
}
