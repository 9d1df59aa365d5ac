package io.flexike.ike.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a certificate is meant for what IKE does with it. */
final class KeyUsageRules {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    private static final String ANY = "2.5.29.37.0";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String IPSEC_IKE = "1.3.6.1.5.5.7.3.17";
    private static final String IKE_INTERMEDIATE = "1.3.6.1.5.5.8.2.2";

    /**
     * RFC 4945 5.1.3.12 has the first two. Ours are the purposes that gateways and clients are issued with everywhere,
     * and the one of a draft that Windows and macOS know.
     */
    private static final Set<String> FOR_IKE = Set.of(IPSEC_IKE, ANY, IKE_INTERMEDIATE, SERVER_AUTH, CLIENT_AUTH);

    private KeyUsageRules() {}

    /** @param serverAuth whether that very purpose is demanded */
    static void require(X509Certificate leaf, boolean serverAuth) throws RefusedException {
        boolean[] usage = leaf.getKeyUsage();
        // RFC 4945 5.1.3.2
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[NON_REPUDIATION]) {
            throw new RefusedException(
                    RefusalReason.KEY_USAGE,
                    CertificateText.of(leaf) + " is not for signatures: its key usage has neither digitalSignature nor"
                            + " nonRepudiation.");
        }
        Optional<List<String>> purposes = purposesOf(leaf);
        if (serverAuth && !purposes.orElse(List.of()).contains(SERVER_AUTH)) {
            throw new RefusedException(
                    RefusalReason.EXTENDED_KEY_USAGE,
                    CertificateText.of(leaf) + " has no extended key usage serverAuth, which is demanded of the"
                            + " responder.");
        }
        if (purposes.isPresent() && purposes.get().stream().noneMatch(FOR_IKE::contains)) {
            throw new RefusedException(
                    RefusalReason.EXTENDED_KEY_USAGE,
                    CertificateText.of(leaf) + " is not for IKE: its extended key usage is "
                            + CertificateText.safe(String.join(", ", purposes.get())) + ".");
        }
    }

    private static Optional<List<String>> purposesOf(X509Certificate leaf) throws RefusedException {
        try {
            return purposes(leaf);
        } catch (DerException e) {
            throw new RefusedException(
                    RefusalReason.MALFORMED,
                    CertificateText.of(leaf) + " has an extended key usage that is malformed.");
        }
    }

    /** Empty if it is not said. */
    static Optional<List<String>> purposes(X509Certificate certificate) throws DerException {
        try {
            return Optional.ofNullable(certificate.getExtendedKeyUsage());
        } catch (CertificateParsingException e) {
            throw new DerException("an extended key usage that is malformed");
        }
    }
}
