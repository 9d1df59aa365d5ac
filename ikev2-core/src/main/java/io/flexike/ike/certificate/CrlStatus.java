package io.flexike.ike.certificate;

import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Set;

/**
 * What a CRL says of a certificate (RFC 5280 5, 6.3). It has to be by the very authority that issued the certificate,
 * and complete: neither indirect CRLs nor delta CRLs are understood.
 */
final class CrlStatus {
    private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    private static final String DELTA_CRL_INDICATOR = "2.5.29.27";
    private static final int CRL_SIGN = 6;

    private CrlStatus() {}

    static CertificateStatus of(Subject subject, X509CRL crl) {
        try {
            String flaw = flaw(subject, crl);
            if (!flaw.isEmpty()) {
                return new CertificateStatus.Unknown(
                        "the CRL of " + CertificateText.name(crl.getIssuerX500Principal()) + " " + flaw);
            }
            Instant until = crl.getNextUpdate().toInstant();
            X509CRLEntry entry = crl.getRevokedCertificate(subject.certificate().getSerialNumber());
            return entry == null ? new CertificateStatus.Good(until) : revoked(crl, entry, until);
        } catch (CRLException | DerException | RuntimeException e) {
            return new CertificateStatus.Unknown("a CRL that is malformed");
        }
    }

    private static CertificateStatus revoked(X509CRL crl, X509CRLEntry entry, Instant until) {
        String reason = entry.getRevocationReason() == null ? "" : ", reason " + entry.getRevocationReason();
        return new CertificateStatus.Revoked(
                "was revoked at " + entry.getRevocationDate().toInstant() + reason + ", says the CRL of "
                        + CertificateText.name(crl.getIssuerX500Principal()),
                until);
    }

    /** Why it says nothing; empty if it does. */
    private static String flaw(Subject subject, X509CRL crl) throws CRLException, DerException {
        X509Certificate issuer = subject.issuer();
        if (!crl.getIssuerX500Principal().equals(subject.certificate().getIssuerX500Principal())) {
            return "is another authority's";
        }
        Date next = crl.getNextUpdate();
        if (subject.isFuture(crl.getThisUpdate().toInstant())) {
            return "is not valid before " + crl.getThisUpdate().toInstant();
        }
        // RFC 5280 5.1.2.5: it has to be there.
        if (next == null || subject.isPast(next.toInstant())) {
            return "has expired" + (next == null ? "" : " at " + next.toInstant());
        }
        boolean[] usage = issuer.getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            return "is by a key that may not sign CRLs";
        }
        String scope = scopeFlaw(subject, crl);
        if (!scope.isEmpty()) {
            return scope;
        }
        return SignedObject.of(new DerReader(crl.getEncoded()).sequence()).isSignedBy(issuer, subject.policy())
                ? ""
                : "is not signed by it";
    }

    private static String scopeFlaw(Subject subject, X509CRL crl) throws DerException {
        if (crl.getExtensionValue(DELTA_CRL_INDICATOR) != null) {
            return "holds changes only";
        }
        Set<String> critical = crl.getCriticalExtensionOIDs();
        if (critical != null && critical.stream().anyMatch(each -> !each.equals(ISSUING_DISTRIBUTION_POINT))) {
            return "has a critical extension that is not understood";
        }
        DerReader extension = Extensions.of(crl, ISSUING_DISTRIBUTION_POINT);
        return !extension.hasNext() || CrlScope.of(extension).covers(subject.certificate())
                ? ""
                : "is not about such certificates";
    }
}
