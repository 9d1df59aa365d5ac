package io.flexike.ike.session;

import io.flexike.ike.certificate.CertificateVerdict;
import java.util.Arrays;
import java.util.Optional;

/** What came of a {@link Question}. */
public sealed interface Answer {
    /** Nobody wants it any more: destroys the keys in it, if there are any. */
    default void discard() {}

    /** Of a {@link CertificateCheck}. */
    record Checked(CertificateVerdict verdict) implements Answer {}

    /**
     * Of a {@link SignatureRequest}.
     *
     * @param signature as {@code SigningKey.sign} gives it
     */
    record Signed(byte[] signature) implements Answer {
        public Signed {
            signature = signature.clone();
        }

        @Override
        public byte[] signature() {
            return signature.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Signed that && Arrays.equals(signature, that.signature);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(signature);
        }

        @Override
        public String toString() {
            return "Signed[" + signature.length + " octets]";
        }
    }

    /**
     * Of an {@link OcspResponseRequest}.
     *
     * @param response in DER; empty if there is none
     */
    record OcspResponse(Optional<byte[]> response) implements Answer {
        public OcspResponse {
            response = response.map(byte[]::clone);
        }

        @Override
        public Optional<byte[]> response() {
            return response.map(byte[]::clone);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OcspResponse that
                    && Arrays.equals(response.orElse(null), that.response.orElse(null));
        }

        @Override
        public int hashCode() {
            return response.map(Arrays::hashCode).orElse(0);
        }

        @Override
        public String toString() {
            return "OcspResponse[" + response.map(octets -> octets.length).orElse(0) + " octets]";
        }
    }

    /** Of an {@link EapMessage}. */
    record EapReply(EapOutcome outcome) implements Answer {
        @Override
        public void discard() {
            outcome.discard();
        }
    }

    /**
     * Of any question: nobody could answer it, which ends the IKE SA if it cannot do without.
     *
     * @param reason for our own log; the peer does not learn it
     */
    record Unanswered(String reason) implements Answer {}
}
