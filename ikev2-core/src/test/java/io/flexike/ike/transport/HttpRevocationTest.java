package io.flexike.ike.transport;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static io.flexike.ike.certificate.CertificateAuthority.der;
import static io.flexike.ike.certificate.RevocationPolicy.Method.CRL;
import static io.flexike.ike.certificate.RevocationPolicy.Method.OCSP;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.CertificateAuthority.Answer;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.certificate.CertificateAuthority.Status;
import io.flexike.ike.certificate.CertificateQuestion;
import io.flexike.ike.certificate.CertificateUsage;
import io.flexike.ike.certificate.CertificateVerdict;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.certificate.RefusalReason;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A responder and a place for CRLs on a loopback address, asked for a peer's certificate. */
class HttpRevocationTest {
    private final CertificateAuthority root = CertificateAuthority.root("CN=Root");
    private HttpLoopbackServer server;
    private Issued good;
    private Issued revoked;

    @BeforeEach
    void serve() throws IOException {
        server = new HttpLoopbackServer(this::answer);
        good = issued("CN=good");
        revoked = issued("CN=revoked");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void crls_and_ocsp_responses_are_fetched() {
        for (RevocationPolicy.Method method : List.of(CRL, OCSP)) {
            try (HttpObjects objects =
                    new HttpObjects(HttpObjectLimits.DEFAULTS.allowing(IpPrefix.parse("127.0.0.0/8")))) {
                assertThat(check(good, method, objects)).isInstanceOf(CertificateVerdict.Trusted.class);
                assertThat(check(revoked, method, objects))
                        .isInstanceOfSatisfying(
                                CertificateVerdict.Refused.class,
                                each -> assertThat(each.reason()).isEqualTo(RefusalReason.REVOKED));
            }
        }
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void a_certificate_does_not_lead_to_addresses_inside() {
        try (HttpObjects objects = new HttpObjects(HttpObjectLimits.DEFAULTS)) {
            assertThat(check(good, CRL, objects)).isInstanceOfSatisfying(CertificateVerdict.Refused.class, each -> {
                assertThat(each.reason()).isEqualTo(RefusalReason.REVOCATION_UNKNOWN);
                assertThat(each.text()).contains("its address is not a public one");
            });
        }
        assertThat(server.requests()).isEmpty();
    }

    private Issued issued(String name) {
        return root.issue(
                name,
                each -> each.dns("hq.example")
                        .crlAt(server.uri("/crl").toString())
                        .ocspAt(server.uri("/ocsp").toString()));
    }

    private CertificateVerdict check(Issued issued, RevocationPolicy.Method method, HttpObjects objects) {
        return new PkixTrust(List.of(root.certificate()), () -> NOW, PkixSettings.DEFAULTS)
                .withRevocation(RevocationPolicy.of(RevocationPolicy.Demand.HARD, method), objects, new SecureRandom())
                .check(CertificateQuestion.ofCertificates(
                        Identity.fqdn("hq.example").toWire(), CertificateUsage.RESPONDER, issued.encoded()));
    }

    private void answer(HttpLoopbackServer.Request request, OutputStream out) throws IOException {
        if (request.target().equals("/crl")) {
            HttpLoopbackServer.write(out, 200, "", der(root.crl(revoked.certificate())));
            return;
        }
        OCSPReq question = new OCSPReq(request.body());
        byte[] nonce = ASN1OctetString.getInstance(question.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)
                        .getParsedValue())
                .getOctets();
        boolean isRevoked = question.getRequestList()[0]
                .getCertID()
                .getSerialNumber()
                .equals(revoked.certificate().getSerialNumber());
        Issued asked = isRevoked ? revoked : good;
        HttpLoopbackServer.write(
                out,
                200,
                "Content-Type: application/ocsp-response\r\n",
                root.ocsp(
                        asked.certificate(),
                        isRevoked ? Status.REVOKED : Status.GOOD,
                        Answer.BY_AUTHORITY.repeating(nonce)));
    }
}
