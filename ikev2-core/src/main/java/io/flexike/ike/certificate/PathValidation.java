package io.flexike.ike.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One chain by the rules of RFC 5280 6.1, without revocation. */
final class PathValidation {
    private record Meaning(RefusalReason reason, String text) {}

    private static final Map<CertPathValidatorException.Reason, Meaning> MEANINGS = Map.ofEntries(
            Map.entry(BasicReason.EXPIRED, new Meaning(RefusalReason.EXPIRED, "has expired")),
            Map.entry(BasicReason.NOT_YET_VALID, new Meaning(RefusalReason.NOT_YET_VALID, "is not valid yet")),
            Map.entry(
                    BasicReason.INVALID_SIGNATURE,
                    new Meaning(RefusalReason.BAD_SIGNATURE, "is not signed by the issuer that it names")),
            Map.entry(
                    BasicReason.ALGORITHM_CONSTRAINED,
                    new Meaning(
                            RefusalReason.WEAK, "has a key or a signature that this Java runtime is told to refuse")),
            Map.entry(
                    PKIXReason.NAME_CHAINING,
                    new Meaning(RefusalReason.INVALID_CHAIN, "is not issued by the next one of the chain")),
            Map.entry(
                    PKIXReason.NOT_CA_CERT,
                    new Meaning(RefusalReason.NOT_AN_AUTHORITY, "is not that of an authority (basic constraints)")),
            Map.entry(
                    PKIXReason.PATH_TOO_LONG,
                    new Meaning(RefusalReason.NOT_AN_AUTHORITY, "has more authorities below it than its path length")),
            Map.entry(
                    PKIXReason.INVALID_KEY_USAGE,
                    new Meaning(RefusalReason.NOT_AN_AUTHORITY, "may not sign certificates (key usage)")),
            Map.entry(
                    PKIXReason.INVALID_NAME,
                    new Meaning(RefusalReason.NAME_CONSTRAINTS, "has a name outside of the name constraints above it")),
            Map.entry(
                    PKIXReason.UNRECOGNIZED_CRIT_EXT,
                    new Meaning(RefusalReason.CRITICAL_EXTENSION, "has a critical extension that is not understood")),
            Map.entry(
                    PKIXReason.INVALID_POLICY,
                    new Meaning(RefusalReason.INVALID_CHAIN, "is issued under a policy that is not allowed above it")));

    private PathValidation() {}

    static void require(Chain chain, Instant now) throws RefusedException {
        for (X509Certificate certificate : chain.withAnchor()) {
            requireValid(certificate, now);
        }
        if (!chain.isPinned()) {
            AnchorBounds.requireLength(chain);
            requirePath(chain, now);
        }
    }

    /** RFC 5280 4.1.2.5. For an anchor this is ours: RFC 5280 6.1.1 leaves it to the one who trusts it. */
    private static void requireValid(X509Certificate certificate, Instant now) throws RefusedException {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            throw new RefusedException(
                    RefusalReason.NOT_YET_VALID,
                    CertificateText.of(certificate) + " is not valid before " + from + "; it is " + now + ".");
        }
        if (now.isAfter(until)) {
            throw new RefusedException(
                    RefusalReason.EXPIRED,
                    CertificateText.of(certificate) + " expired at " + until + "; it is " + now + ".");
        }
    }

    private static void requirePath(Chain chain, Instant now) throws RefusedException {
        X509Certificate anchor = chain.anchor();
        // The validator takes an anchor for a name and a key: one that binds itself is looked at like those below it.
        boolean binds = AnchorBounds.constrainsNames(anchor);
        TrustAnchor trusted = binds
                ? new TrustAnchor(anchor.getSubjectX500Principal(), anchor.getPublicKey(), null)
                : new TrustAnchor(anchor, null);
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(trusted));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            parameters.setPolicyQualifiersRejected(false);
            List<X509Certificate> path = binds ? chain.withAnchor() : chain.path();
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        } catch (CertPathValidatorException e) {
            throw refused(chain, e);
        } catch (GeneralSecurityException | RuntimeException e) {
            // The octets are a stranger's: whatever the parsers of extensions throw is a reason to refuse them.
            throw new RefusedException(
                    RefusalReason.INVALID_CHAIN,
                    "The chain of " + CertificateText.of(chain.leaf()) + " cannot be followed: "
                            + CertificateText.safe(String.valueOf(e.getMessage())) + ".");
        }
    }

    private static RefusedException refused(Chain chain, CertPathValidatorException e) {
        X509Certificate certificate =
                e.getIndex() < 0 || e.getIndex() >= chain.path().size()
                        ? chain.leaf()
                        : chain.path().get(e.getIndex());
        Meaning meaning = MEANINGS.getOrDefault(
                e.getReason(),
                new Meaning(
                        RefusalReason.INVALID_CHAIN,
                        "breaks a rule of RFC 5280: " + CertificateText.safe(String.valueOf(e.getMessage()))));
        return new RefusedException(meaning.reason, CertificateText.of(certificate) + " " + meaning.text + ".");
    }
}
