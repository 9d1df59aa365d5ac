package io.flexike.ike.certificate;

import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Decides which certificates of peers are trusted. Thread-safe. A check may wait for other servers, so that it is
 * called from a worker thread; it is the implementation's to bound that time.
 */
public interface CertificateTrust {
    /** The trust anchors, which CERTREQ payloads tell the peer of. */
    List<X509Certificate> authorities();

    /** Decides. Never throws for what the peer sent. */
    CertificateVerdict check(CertificateQuestion question);

    /**
     * The same without waiting for other servers: as far as it comes with what has been looked up for this check. It is
     * called again after every lookup. Unless an implementation does better, {@link #check} decides, which may wait.
     */
    default CertificateProgress proceed(CertificateQuestion question, Lookups lookups) {
        return new CertificateProgress.Decided(check(question));
    }

    /**
     * Whether certificates are fetched from URLs that a peer names, so that HTTP_CERT_LOOKUP_SUPPORTED may be sent (RFC
     * 7296 3.6). False unless an implementation says so.
     */
    default boolean fetchesFromUrls() {
        return false;
    }

    /**
     * Whether peers are to send an OCSP response along, so that a CERTREQ payload says so (RFC 4806): empty if not,
     * else the responders that are believed beside the issuer and those whom it has named. Not unless an implementation
     * says so.
     */
    default Optional<List<X509Certificate>> ocspSigners() {
        return Optional.empty();
    }

    /**
     * What a CERTREQ payload carries for {@link #authorities()}: SHA-1 hashes of their SubjectPublicKeyInfo, one behind
     * the other (RFC 7296 3.7); none means any authority.
     */
    default byte[] authorityHashes() {
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        authorities().stream().map(AuthorityHash::of).distinct().forEach(hash -> hashes.writeBytes(hash.octets()));
        return hashes.toByteArray();
    }
}
