package io.flexike.ike.certificate;

import java.util.Optional;

/** OCSP responses about our own certificates, for peers that ask for them (RFC 4806). Thread-safe. */
@FunctionalInterface
public interface OcspResponses {
    /** There are none. */
    OcspResponses NONE = (trustpoint, own) -> Optional.empty();

    /**
     * A response that is valid now. It may wait for another server, so that it is called from a worker thread; peers
     * wait meanwhile.
     *
     * @param own one of the certificates of the trustpoint
     * @return in DER; empty if it is not to be had, which is no reason not to show the certificate
     */
    Optional<byte[]> of(Trustpoint trustpoint, OwnCertificate own);
}
