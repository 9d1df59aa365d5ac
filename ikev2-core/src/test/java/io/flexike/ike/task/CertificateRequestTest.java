package io.flexike.ike.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.certificate.AuthorityHash;
import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.session.AuthenticationMethod;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificateRequestTest {
    private final CertificateAuthority root = CertificateAuthority.root("CN=Root");

    @Test
    void of_the_authorities_of_a_stranger_those_above_our_certificates_are_kept() {
        AuthorityHash ours = AuthorityHash.of(root.certificate());
        Set<AuthorityHash> named = new HashSet<>(Set.of(ours));
        for (int i = 0; i < 200; i++) {
            byte[] hash = new byte[AuthorityHash.OCTETS];
            hash[0] = (byte) i;
            named.add(new AuthorityHash(hash));
        }
        AuthenticationMethod certificates = new AuthenticationMethod.Certificates(Trustpoint.of(
                "own",
                List.of(root.certificate()),
                List.of(root.issue("CN=hq", each -> each.dns("hq.example")).own())));

        CertificateRequest kept = new CertificateRequest(named, true, true).concerning(certificates);

        assertThat(kept).isEqualTo(new CertificateRequest(Set.of(ours), true, true));
    }
}
