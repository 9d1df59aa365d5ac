package io.flexike.ike.certificate;

import io.flexike.crypto.signature.VerificationKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The answer to a {@link CertificateQuestion}. */
public sealed interface CertificateVerdict {
    /**
     * The peer may prove itself with that key.
     *
     * @param key of the first certificate; the AUTH payload has to be signed with it
     * @param chain from the peer's certificate to the trust anchor, which is the last
     * @param remarks for the log, such as that nobody could say whether a certificate is revoked; each a sentence
     */
    record Trusted(VerificationKey key, List<X509Certificate> chain, List<String> remarks)
            implements CertificateVerdict {
        /**
         * Copies the lists.
         *
         * @throws IllegalArgumentException if the chain is empty
         */
        public Trusted {
            chain = List.copyOf(chain);
            remarks = List.copyOf(remarks);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("no certificate is trusted");
            }
        }

        /** The peer's certificate. */
        public X509Certificate leaf() {
            return chain.get(0);
        }

        /** When the first certificate of the chain expires. */
        public Instant validUntil() {
            return chain.stream()
                    .map(certificate -> certificate.getNotAfter().toInstant())
                    .min(Instant::compareTo)
                    .orElseThrow();
        }
    }

    /**
     * The peer is not to be trusted, which ends in AUTHENTICATION_FAILED.
     *
     * @param reason the check that failed
     * @param text a sentence for the log: which certificate, which check; safe to print, but not for the peer
     */
    record Refused(RefusalReason reason, String text) implements CertificateVerdict {}
}
