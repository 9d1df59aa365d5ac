package io.flexike.ike.certificate;

import java.security.cert.X509Certificate;

/** Limits that a trust anchor sets itself. RFC 5280 6.1.1 leaves them to the one who trusts it; here they hold. */
final class AnchorBounds {
    private static final String NAME_CONSTRAINTS = "2.5.29.30";

    private AnchorBounds() {}

    static boolean constrainsNames(X509Certificate anchor) {
        return anchor.getExtensionValue(NAME_CONSTRAINTS) != null;
    }

    /** RFC 5280 4.2.1.9: the peer's own certificate and those that an authority issues to itself are not counted. */
    static void requireLength(Chain chain) throws RefusedException {
        int allowed = chain.anchor().getBasicConstraints();
        long between = chain.path().stream()
                .skip(1)
                .filter(each -> !isSelfIssued(each))
                .count();
        if (allowed >= 0 && between > allowed) {
            throw new RefusedException(
                    RefusalReason.NOT_AN_AUTHORITY,
                    CertificateText.of(chain.anchor()) + " has more authorities below it than its path length, "
                            + allowed + ".");
        }
    }

    static void requireUsable(X509Certificate anchor) {
        if (constrainsNames(anchor) && !isSelfIssued(anchor)) {
            throw new IllegalArgumentException(CertificateText.of(anchor)
                    + " has name constraints and is issued by another authority, "
                    + CertificateText.name(anchor.getIssuerX500Principal()) + ", which is to be trusted instead");
        }
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
