package io.flexike.flexvpn.runtime;

import io.flexike.ike.certificate.CertificateProgress;
import io.flexike.ike.certificate.CertificateQuestion;
import io.flexike.ike.certificate.CertificateTrust;
import io.flexike.ike.certificate.CertificateVerdict;
import io.flexike.ike.certificate.Lookups;
import io.flexike.ike.certificate.RefusalReason;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Trusts what one of several trusts. Of those that refuse, one that knows the authority says why. */
record SeveralTrusts(List<CertificateTrust> trusts) implements CertificateTrust {
    @Override
    public List<X509Certificate> authorities() {
        return trusts.stream()
                .flatMap(trust -> trust.authorities().stream())
                .distinct()
                .toList();
    }

    @Override
    public boolean fetchesFromUrls() {
        return trusts.stream().anyMatch(CertificateTrust::fetchesFromUrls);
    }

    @Override
    public Optional<List<X509Certificate>> ocspSigners() {
        return trusts.stream()
                .flatMap(trust -> trust.ocspSigners().stream())
                .reduce((one, other) ->
                        Stream.concat(one.stream(), other.stream()).distinct().toList());
    }

    @Override
    public CertificateVerdict check(CertificateQuestion question) {
        return Lookups.complete(this, question);
    }

    @Override
    public CertificateProgress proceed(CertificateQuestion question, Lookups lookups) {
        @Nullable CertificateProgress refused = null;
        @Nullable CertificateProgress waits = null;
        for (CertificateTrust trust : trusts) {
            CertificateProgress progress = trust.proceed(question, lookups);
            if (!(progress instanceof CertificateProgress.Decided decided)) {
                waits = waits == null ? progress : waits;
            } else if (!(decided.verdict() instanceof CertificateVerdict.Refused)) {
                return progress;
            } else if (refused == null || isOfNobody(refused)) {
                refused = progress;
            }
        }
        if (waits != null) {
            return waits;
        }
        if (refused == null) {
            throw new AssertionError("no trust at all");
        }
        return refused;
    }

    private static boolean isOfNobody(CertificateProgress progress) {
        return progress instanceof CertificateProgress.Decided decided
                && decided.verdict() instanceof CertificateVerdict.Refused refused
                && refused.reason() == RefusalReason.UNKNOWN_AUTHORITY;
    }
}
