package io.flexike.ike.eap;

import io.flexike.crypto.tls.TlsChainCheck;
import io.flexike.crypto.tls.TlsIdentity;
import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/** A certification authority of tests, and what it issues for TLS. */
final class TestCertificates {
    private final CertificateAuthority authority;

    /** An authority of its own key and that name. */
    TestCertificates(String name) {
        authority = CertificateAuthority.root("CN=" + name);
    }

    TlsIdentity issue(String email) {
        return issue(email, CertificateAuthority.NOW.plus(Duration.ofDays(10)));
    }

    TlsIdentity issue(String email, Instant end) {
        Issued issued = authority.issue(
                "CN=" + email,
                each -> each.email(email).valid(CertificateAuthority.NOW.minus(Duration.ofDays(1)), end));
        return new TlsIdentity(
                List.of(issued.certificate(), authority.certificate()),
                issued.keys().getPrivate());
    }

    /** Trusts what this authority issued and what has not expired. */
    TlsChainCheck check() {
        return chain -> {
            try {
                chain.get(0).verify(authority.keys().getPublic());
                chain.get(0).checkValidity(Date.from(CertificateAuthority.NOW));
                return Optional.empty();
            } catch (GeneralSecurityException fault) {
                return Optional.of("not trusted: " + fault.getClass().getSimpleName());
            }
        };
    }
}
