package io.flexike.flexvpn.runtime;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.ike.certificate.CertificateProgress;
import io.flexike.ike.certificate.CertificateQuestion;
import io.flexike.ike.certificate.CertificateTrust;
import io.flexike.ike.certificate.CertificateVerdict;
import io.flexike.ike.certificate.Lookups;
import io.flexike.ike.certificate.RefusalReason;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Trusts a certificate if its key may also be used by one of the schemes under a {@link CryptoPolicy}. */
record KeyPolicyTrust(CertificateTrust trust, CryptoPolicy policy, List<SignatureScheme> schemes)
        implements CertificateTrust {
    @Override
    public List<X509Certificate> authorities() {
        return trust.authorities();
    }

    @Override
    public boolean fetchesFromUrls() {
        return trust.fetchesFromUrls();
    }

    @Override
    public Optional<List<X509Certificate>> ocspSigners() {
        return trust.ocspSigners();
    }

    @Override
    public CertificateVerdict check(CertificateQuestion question) {
        return Lookups.complete(this, question);
    }

    @Override
    public CertificateProgress proceed(CertificateQuestion question, Lookups lookups) {
        CertificateProgress progress = trust.proceed(question, lookups);
        return progress instanceof CertificateProgress.Decided decided
                ? new CertificateProgress.Decided(narrowed(decided.verdict()))
                : progress;
    }

    private CertificateVerdict narrowed(CertificateVerdict verdict) {
        if (!(verdict instanceof CertificateVerdict.Trusted trusted)) {
            return verdict;
        }
        CryptoPolicy.NarrowedSchemes narrowed = policy.apply(schemes, trusted.key());
        // without a refusal there is just no scheme for such a key, which the signature is refused for
        return narrowed.schemes().isEmpty() && !narrowed.refusals().isEmpty()
                ? new CertificateVerdict.Refused(
                        RefusalReason.WEAK,
                        narrowed.refusals().stream()
                                .map(CryptoPolicy.SchemeRefusal::toString)
                                .collect(Collectors.joining("; ", "The key of the certificate is not taken: ", ".")))
                : verdict;
    }
}
