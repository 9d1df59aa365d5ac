package io.flexike.ike.certificate;

import io.flexike.crypto.suite.CryptoPolicy;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether certificates of a chain that is trusted otherwise were revoked. It is asked for nothing else, so that nobody
 * whom we do not trust can make us fetch anything. Thread-safe; remembers answers until they expire.
 */
final class RevocationCheck {
    private static final int MOST_FETCHES = 12;

    private final RevocationPolicy policy;
    private final Optional<RemoteObjects> objects;
    private final InstantSource clock;
    private final OcspSource ocsp;
    private final CrlSource crls = new CrlSource();

    /**
     * Checks by a policy.
     *
     * @param objects how to fetch; empty for nothing but what peers send
     * @param random for the nonces of OCSP; empty for none
     */
    RevocationCheck(
            RevocationPolicy policy,
            Optional<RemoteObjects> objects,
            InstantSource clock,
            Optional<SecureRandom> random) {
        this.policy = policy;
        this.objects = objects;
        this.clock = clock;
        this.ocsp = new OcspSource(policy, random);
    }

    RevocationPolicy policy() {
        return policy;
    }

    /**
     * Asks for all certificates of the chain.
     *
     * @return remarks for the verdict
     */
    List<String> require(Chain chain, Received received, CryptoPolicy strength, Instant now, Lookups lookups)
            throws RefusedException {
        List<String> remarks = new ArrayList<>();
        if (policy.isOff() || chain.isPinned()) {
            return remarks;
        }
        Optional<Fetching> fetching =
                objects.map(each -> lookups.fetching(this, each, clock, policy.timeLimit(), MOST_FETCHES));
        // From the anchor down: who was revoked cannot say that another one was not.
        for (int i = chain.path().size() - 1; i >= 0; i--) {
            Subject subject = new Subject(chain.path().get(i), chain.issuerOf(i), now, strength);
            require(subject, received, fetching).ifPresent(remarks::add);
        }
        return remarks;
    }

    private Optional<String> require(Subject subject, Received received, Optional<Fetching> fetching)
            throws RefusedException {
        X509Certificate certificate = subject.certificate();
        List<String> whys = new ArrayList<>();
        for (RevocationPolicy.Method method : policy.methods()) {
            CertificateStatus status = switch (method) {
                case OCSP -> ocsp.ask(subject, received.ocspResponses(), fetching);
                case CRL -> crls.ask(subject, received.crls(), fetching);
            };
            if (status instanceof CertificateStatus.Good) {
                return Optional.empty();
            }
            if (status instanceof CertificateStatus.Revoked revoked) {
                throw new RefusedException(
                        RefusalReason.REVOKED, CertificateText.of(certificate) + " " + revoked.text() + ".");
            }
            if (status instanceof CertificateStatus.Unknown unknown) {
                whys.add(method + ": " + unknown.why());
            }
        }
        String text = "whether " + CertificateText.of(certificate) + " was revoked is not known ("
                + String.join("; ", whys) + ").";
        RefusedException refused = new RefusedException(RefusalReason.REVOCATION_UNKNOWN, text);
        if (policy.demand() == RevocationPolicy.Demand.HARD) {
            throw refused;
        }
        return Optional.of(refused.verdict().text());
    }
}
