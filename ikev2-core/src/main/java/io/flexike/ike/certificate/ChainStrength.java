package io.flexike.ike.certificate;

import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.crypto.suite.CryptoPolicy;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.Optional;

/**
 * Which keys and signatures a chain may have. Looked at before any signature is verified, so that keys that a stranger
 * has made up cost nothing.
 */
final class ChainStrength {
    private static final int LEAST_LEGACY_RSA_BITS = 1024;
    private static final int MOST_RSA_BITS = 8192;

    private final CryptoPolicy policy;

    ChainStrength(CryptoPolicy policy) {
        this.policy = policy;
    }

    void require(Chain chain) throws RefusedException {
        for (X509Certificate certificate : chain.withAnchor()) {
            requireKey(certificate);
        }
        for (int i = 0; i < chain.path().size(); i++) {
            requireSignature(chain.path().get(i), chain.issuerOf(i));
        }
    }

    private void requireKey(X509Certificate certificate) throws RefusedException {
        boolean rsa = certificate.getPublicKey() instanceof RSAKey;
        int bits = certificate.getPublicKey() instanceof RSAKey key
                ? key.getModulus().bitLength()
                : 0;
        if (bits > MOST_RSA_BITS) {
            throw weak(certificate, "has an RSA key of " + bits + " bits; it takes at most " + MOST_RSA_BITS);
        }
        if (rsa && allowsLegacy() && bits >= LEAST_LEGACY_RSA_BITS) {
            return;
        }
        try {
            VerificationKey.of(certificate.getPublicKey());
        } catch (IllegalArgumentException e) {
            throw weak(certificate, "has a key that is not taken: " + e.getMessage());
        }
    }

    private void requireSignature(X509Certificate certificate, X509Certificate issuer) throws RefusedException {
        SignatureScheme scheme = scheme(certificate)
                .orElseThrow(() -> weak(
                        certificate, "is signed by an algorithm that is not taken, " + certificate.getSigAlgName()));
        // Collisions of SHA-1 can be computed: whoever is issued one certificate could make another of it.
        if (scheme.hash().equals(SignatureHash.SHA1) && !allowsLegacy()) {
            throw weak(certificate, "is signed by " + scheme + ", which only the policy LEGACY takes");
        }
        Optional<String> rule = key(issuer).flatMap(key -> policy.refusal(scheme, key));
        if (rule.isPresent()) {
            throw weak(
                    certificate,
                    "is signed by " + scheme + ", which the policy " + policy + " forbids (" + rule.get() + ")");
        }
    }

    private static Optional<VerificationKey> key(X509Certificate certificate) {
        try {
            return Optional.of(VerificationKey.of(certificate.getPublicKey()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean allowsLegacy() {
        return policy == CryptoPolicy.LEGACY;
    }

    /** RFC 5280 4.1.1.2: the algorithm stands behind what is signed, and is the same as in there. */
    private static Optional<SignatureScheme> scheme(X509Certificate certificate) {
        try {
            DerReader fields = new DerReader(DerCertificates.encoded(certificate)).sequence();
            fields.next();
            return SignatureScheme.ofAlgorithmIdentifier(fields.next().encoded());
        } catch (DerException e) {
            return Optional.empty();
        }
    }

    private static RefusedException weak(X509Certificate certificate, String what) {
        return new RefusedException(
                RefusalReason.WEAK, CertificateText.of(certificate) + " " + CertificateText.safe(what) + ".");
    }
}
