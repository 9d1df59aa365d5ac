package io.flexike.ike.certificate;

import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.util.Optional;

/** A public key in place of a certificate (RFC 7670): a SubjectPublicKeyInfo. Whom it belongs to has to be known. */
public final class RawPublicKey {
    private RawPublicKey() {}

    /** The CERT payload of a key (RFC 7670 3). */
    public static CertPayload payload(VerificationKey key) {
        return new CertPayload(CertificateEncoding.RAW_PUBLIC_KEY, key.subjectPublicKeyInfo());
    }

    /**
     * The key of a CERT payload.
     *
     * @return empty if it is of another encoding, or not a key that can sign in IKE
     */
    public static Optional<VerificationKey> of(CertPayload payload) {
        if (!payload.encoding().equals(CertificateEncoding.RAW_PUBLIC_KEY)) {
            return Optional.empty();
        }
        try {
            return Optional.of(VerificationKey.ofSubjectPublicKeyInfo(payload.data()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
