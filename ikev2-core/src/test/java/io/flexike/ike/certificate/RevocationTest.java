package io.flexike.ike.certificate;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static io.flexike.ike.certificate.CertificateAuthority.der;
import static io.flexike.ike.certificate.RevocationPolicy.Demand.HARD;
import static io.flexike.ike.certificate.RevocationPolicy.Demand.SOFT;
import static io.flexike.ike.certificate.RevocationPolicy.Method.CRL;
import static io.flexike.ike.certificate.RevocationPolicy.Method.OCSP;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.certificate.CertificateAuthority.Answer;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.certificate.CertificateAuthority.Status;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.junit.jupiter.api.Test;

/** Revoked certificates, by CRL and OCSP, from the peer and fetched. */
class RevocationTest {
    private static final Identification HQ = Identity.fqdn("hq.example").toWire();
    private static final String CRL_URL = "http://pki.example/root.crl";
    private static final String OCSP_URL = "http://ocsp.example/";

    private final CertificateAuthority root = CertificateAuthority.root("CN=Root");
    private final Issued hq =
            root.issue("CN=hq", each -> each.dns("hq.example").crlAt(CRL_URL).ocspAt(OCSP_URL));
    private final Map<String, Function<RemoteRequest, byte[]>> web = new HashMap<>();
    private final List<RemoteRequest> asked = new ArrayList<>();
    private Instant now = NOW;

    @Test
    void a_crl_of_the_peer_convicts_it_without_fetching() {
        PkixTrust trust = trust(RevocationPolicy.of(HARD, CRL));

        assertRevoked(check(trust, crl(root.crl(hq.certificate()))), "reason KEY_COMPROMISE, says the CRL of CN=Root");
        assertTrusted(check(trust, crl(root.crl())));
        assertThat(asked).isEmpty();
    }

    @Test
    void a_crl_is_fetched_once_until_it_expires() {
        PkixTrust trust = trust(RevocationPolicy.of(HARD, CRL));
        web.put(CRL_URL, request -> der(root.crl()));

        assertTrusted(check(trust));
        assertTrusted(check(trust));
        assertThat(asked).hasSize(1);

        web.put(CRL_URL, request -> der(root.crl(now, now.plus(Duration.ofDays(1)), List.of(hq.certificate()))));
        now = NOW.plus(Duration.ofDays(2));
        assertRevoked(check(trust), "revoked at");
        assertThat(asked).hasSize(2);
        assertThat(asked.get(0).limit()).isEqualTo(Duration.ofSeconds(10));
        assertThat(asked.get(0).content()).isEqualTo(RemoteRequest.Content.CRL);
    }

    @Test
    void without_an_answer_a_soft_policy_remarks_and_a_hard_one_refuses() {
        CertificateVerdict soft = check(trust(RevocationPolicy.of(SOFT, CRL, OCSP)));
        CertificateVerdict hard = check(trust(RevocationPolicy.of(HARD, CRL, OCSP)));

        assertThat(((CertificateVerdict.Trusted) soft).remarks())
                .singleElement()
                .asString()
                .startsWith("Whether the certificate of CN=hq (serial ")
                .contains("CRL: " + CRL_URL + " was not fetched: nobody there; OCSP: " + OCSP_URL);
        assertUnknown(hard, "nobody there");
    }

    @Test
    void a_place_without_an_answer_is_left_alone_for_a_while() {
        PkixTrust trust = trust(RevocationPolicy.of(HARD, OCSP, CRL));

        assertUnknown(check(trust), "nobody there");
        assertUnknown(check(trust), "nobody there");
        assertThat(asked).hasSize(2);

        now = NOW.plusSeconds(31);
        check(trust);
        assertThat(asked).hasSize(4);
    }

    @Test
    void nothing_is_fetched_for_a_chain_that_is_not_trusted() {
        CertificateAuthority stranger = CertificateAuthority.root("CN=Stranger");
        Issued theirs = stranger.issue("CN=hq", each -> each.dns("hq.example").crlAt(CRL_URL));
        PkixTrust trust = trust(RevocationPolicy.of(HARD, CRL));
        CertificateQuestion wrongName = CertificateQuestion.ofCertificates(
                Identity.fqdn("x.example").toWire(), CertificateUsage.RESPONDER, hq.encoded());

        trust.check(CertificateQuestion.ofCertificates(HQ, CertificateUsage.RESPONDER, theirs.encoded()));
        trust.check(wrongName);

        assertThat(asked).isEmpty();
    }

    @Test
    void an_authority_that_was_revoked_takes_those_below_along() {
        CertificateAuthority middle =
                root.intermediate("CN=Middle", each -> each.authority(-1).crlAt(CRL_URL));
        Issued below = middle.issue("CN=hq", each -> each.dns("hq.example"));
        web.put(CRL_URL, request -> der(root.crl(middle.certificate())));

        CertificateVerdict verdict = trust(RevocationPolicy.of(SOFT, CRL))
                .check(CertificateQuestion.ofCertificates(
                        HQ, CertificateUsage.RESPONDER, below.encoded(), der(middle.certificate())));

        assertRevoked(verdict, "CN=Middle");
    }

    @Test
    void crls_that_say_nothing_about_the_certificate_count_for_nothing() {
        PkixTrust trust = trust(RevocationPolicy.of(HARD, CRL));
        CertificateAuthority impostor = CertificateAuthority.root("CN=Root");
        CertificateAuthority other = CertificateAuthority.root("CN=Other");

        assertUnknown(check(trust, crl(impostor.crl())), "is not signed by it");
        assertUnknown(check(trust, crl(other.crl())), "another authority's");
        assertUnknown(
                check(trust, crl(root.crl(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1)), List.of()))),
                "has expired at 2026-02-28T12:00:00Z");
        assertUnknown(
                check(trust, crl(root.crl(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(2)), List.of()))),
                "is not valid before");
        assertUnknown(check(trust, new CertPayload(CertificateEncoding.CRL, new byte[] {1, 2})), "nobody there");
        assertUnknown(check(trust, crl(limited(Extension.deltaCRLIndicator, new ASN1Integer(1)))), "changes only");
        assertUnknown(
                check(trust, crl(limited(new ASN1ObjectIdentifier("1.2.3"), new BasicConstraints(false)))),
                "critical extension");
    }

    @Test
    void a_crl_is_about_the_certificates_of_its_distribution_point() {
        PkixTrust trust = trust(RevocationPolicy.of(HARD, CRL));

        assertTrusted(check(trust, crl(scoped(CRL_URL, false, false, false))));
        assertTrusted(check(trust, crl(scoped(CRL_URL, true, false, false))));
        assertUnknown(check(trust, crl(scoped("http://pki.example/b.crl", false, false, false))), "such certificates");
        assertUnknown(check(trust, crl(scoped(CRL_URL, false, true, false))), "such certificates");
        assertUnknown(check(trust, crl(scoped(CRL_URL, false, false, true))), "such certificates");
    }

    @Test
    void a_key_that_may_not_sign_crls_signs_none() {
        CertificateAuthority issuing = CertificateAuthority.root(
                "CN=Issuing", each -> each.authority(-1).keyUsage(KeyUsage.keyCertSign));
        Issued below = issuing.issue("CN=hq", each -> each.dns("hq.example"));

        CertificateVerdict verdict = new PkixTrust(List.of(issuing.certificate()), () -> now, PkixSettings.DEFAULTS)
                .withRevocation(RevocationPolicy.of(HARD, CRL))
                .check(new CertificateQuestion(
                        HQ, CertificateUsage.RESPONDER, List.of(cert(below), crl(issuing.crl()))));

        assertUnknown(verdict, "may not sign CRLs");
    }

    @Test
    void an_ocsp_response_of_the_peer_is_believed_if_the_issuer_signed_it() {
        PkixTrust trust = trust(RevocationPolicy.of(HARD, OCSP));
        CertificateAuthority impostor = CertificateAuthority.root("CN=Root");
        Issued another = root.issue("CN=b", each -> each.dns("b.example"));

        assertTrusted(check(trust, ocsp(root.ocsp(hq.certificate(), Status.GOOD))));
        assertRevoked(check(trust, ocsp(root.ocsp(hq.certificate(), Status.REVOKED))), "says an OCSP response");
        assertThat(asked).isEmpty();
        assertUnknown(check(trust, ocsp(root.ocsp(hq.certificate(), Status.UNKNOWN))), "does not know");
        assertUnknown(check(trust, ocsp(impostor.ocsp(hq.certificate(), Status.GOOD))), "not signed by the issuer");
        assertUnknown(check(trust, ocsp(root.ocsp(another.certificate(), Status.GOOD))), "about other certificates");
        assertUnknown(check(trust, ocsp(new byte[] {0x30, 3, 0x0a, 1, 6})), "answers with an error");
        assertUnknown(check(trust, ocsp(new byte[] {1})), "malformed");
    }

    @Test
    void an_ocsp_response_has_its_time() {
        PkixTrust trust = trust(RevocationPolicy.of(HARD, OCSP));
        Answer old = Answer.BY_AUTHORITY.at(NOW.minus(Duration.ofHours(3)), NOW.minus(Duration.ofHours(2)));
        Answer young = Answer.BY_AUTHORITY.at(NOW.plus(Duration.ofHours(2)), NOW.plus(Duration.ofHours(3)));

        assertUnknown(check(trust, ocsp(root.ocsp(hq.certificate(), Status.GOOD, old))), "has expired");
        assertUnknown(check(trust, ocsp(root.ocsp(hq.certificate(), Status.GOOD, young))), "not valid before");
    }

    @Test
    void a_responder_has_the_issuers_leave_or_none() {
        String signing = "1.3.6.1.5.5.7.3.9";
        PkixTrust trust = trust(RevocationPolicy.of(HARD, OCSP));
        CertificateAuthority other = CertificateAuthority.root("CN=Other");

        assertTrusted(check(trust, delegated(root.issue("CN=r", each -> each.purposes(signing)))));
        assertUnknown(check(trust, delegated(root.issue("CN=r", each -> each))), "not signed by the issuer");
        assertUnknown(check(trust, delegated(hq)), "not signed by the issuer");
        assertUnknown(
                check(trust, delegated(other.issue("CN=r", each -> each.purposes(signing)))),
                "not signed by the issuer");
        assertUnknown(
                check(
                        trust,
                        delegated(root.issue(
                                "CN=r",
                                each -> each.purposes(signing)
                                        .valid(NOW.minus(Duration.ofDays(3)), NOW.minus(Duration.ofDays(2)))))),
                "not signed by the issuer");
    }

    @Test
    void a_responder_is_asked_with_a_nonce_and_its_answer_kept() throws IOException {
        PkixTrust trust = trust(RevocationPolicy.of(HARD, OCSP));
        web.put(
                OCSP_URL,
                request -> root.ocsp(hq.certificate(), Status.GOOD, Answer.BY_AUTHORITY.repeating(nonce(request))));

        assertTrusted(check(trust));
        assertTrusted(check(trust));

        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).content()).isEqualTo(RemoteRequest.Content.OCSP_RESPONSE);
        var request = new OCSPReq(asked.get(0).body());
        assertThat(request.getRequestList())
                .singleElement()
                .satisfies(each -> assertThat(each.getCertID().getSerialNumber())
                        .isEqualTo(hq.certificate().getSerialNumber()));
    }

    @Test
    void an_answer_to_another_request_is_not_believed_but_one_made_beforehand_is() {
        web.put(
                OCSP_URL,
                request -> root.ocsp(hq.certificate(), Status.GOOD, Answer.BY_AUTHORITY.repeating(new byte[32])));
        assertUnknown(check(trust(RevocationPolicy.of(HARD, OCSP))), "to another request");

        web.put(OCSP_URL, request -> root.ocsp(hq.certificate(), Status.GOOD));
        assertTrusted(check(trust(RevocationPolicy.of(HARD, OCSP))));
    }

    @Test
    void the_second_method_answers_where_the_first_cannot_and_the_order_is_kept() {
        web.put(CRL_URL, request -> der(root.crl(hq.certificate())));
        assertRevoked(check(trust(RevocationPolicy.of(SOFT, OCSP, CRL))), "the CRL of");
        assertThat(asked).extracting(each -> each.uri().toString()).containsExactly(OCSP_URL, CRL_URL);

        asked.clear();
        web.put(CRL_URL, request -> der(root.crl()));
        assertTrusted(check(trust(RevocationPolicy.of(HARD, CRL, OCSP))));
        assertThat(asked).extracting(each -> each.uri().toString()).containsExactly(CRL_URL);
    }

    @Test
    void a_responder_of_the_policy_is_asked_instead_of_that_of_the_certificate() {
        String own = "http://ocsp.hq.example/";
        web.put(own, request -> root.ocsp(hq.certificate(), Status.REVOKED));

        assertRevoked(check(trust(RevocationPolicy.of(SOFT, OCSP).withResponder(URI.create(own)))), "OCSP response");
        assertThat(asked).hasSize(1);
    }

    @Test
    void fetching_stops_when_its_time_is_over() {
        web.put(OCSP_URL, request -> {
            now = now.plusSeconds(11);
            return new byte[0];
        });

        assertUnknown(check(trust(RevocationPolicy.of(HARD, OCSP, CRL))), "there is no time left");
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_policy_that_is_off_looks_at_nothing() {
        assertTrusted(check(trust(RevocationPolicy.OFF), crl(root.crl(hq.certificate()))));
        assertThat(asked).isEmpty();
    }

    private CertPayload delegated(Issued responder) {
        return ocsp(root.ocsp(hq.certificate(), Status.GOOD, Answer.BY_AUTHORITY.by(responder)));
    }

    private X509CRL limited(ASN1ObjectIdentifier identifier, ASN1Object value) {
        try {
            return root.crl(
                    NOW.minusSeconds(1),
                    NOW.plusSeconds(60),
                    List.of(),
                    new Extension(identifier, true, value.getEncoded()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private X509CRL scoped(String url, boolean users, boolean authorities, boolean indirect) {
        return limited(
                Extension.issuingDistributionPoint,
                new IssuingDistributionPoint(
                        new DistributionPointName(
                                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url))),
                        users,
                        authorities,
                        null,
                        indirect,
                        false));
    }

    private static byte[] nonce(RemoteRequest request) {
        try {
            var extension = new OCSPReq(request.body()).getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
            return ASN1OctetString.getInstance(extension.getParsedValue()).getOctets();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PkixTrust trust(RevocationPolicy policy) {
        return new PkixTrust(List.of(root.certificate()), () -> now, PkixSettings.DEFAULTS)
                .withRevocation(policy, this::fetch, new SecureRandom());
    }

    private byte[] fetch(RemoteRequest request) throws IOException {
        asked.add(request);
        Function<RemoteRequest, byte[]> page = web.get(request.uri().toString());
        if (page == null) {
            throw new IOException("nobody there");
        }
        return page.apply(request);
    }

    private CertificateVerdict check(PkixTrust trust, CertPayload... more) {
        List<CertPayload> payloads = new ArrayList<>(List.of(cert(hq)));
        payloads.addAll(Arrays.asList(more));
        return trust.check(new CertificateQuestion(HQ, CertificateUsage.RESPONDER, payloads));
    }

    private static CertPayload cert(Issued issued) {
        return new CertPayload(CertificateEncoding.X509_SIGNATURE, issued.encoded());
    }

    private static CertPayload crl(X509CRL crl) {
        return new CertPayload(CertificateEncoding.CRL, der(crl));
    }

    private static CertPayload ocsp(byte[] response) {
        return new CertPayload(CertificateEncoding.OCSP_CONTENT, response);
    }

    private static void assertTrusted(CertificateVerdict verdict) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        CertificateVerdict.Trusted.class,
                        each -> assertThat(each.remarks()).isEmpty());
    }

    private static void assertRevoked(CertificateVerdict verdict, String text) {
        assertRefused(verdict, RefusalReason.REVOKED, text);
    }

    private static void assertUnknown(CertificateVerdict verdict, String text) {
        assertRefused(verdict, RefusalReason.REVOCATION_UNKNOWN, text);
    }

    private static void assertRefused(CertificateVerdict verdict, RefusalReason reason, String text) {
        assertThat(verdict).isInstanceOfSatisfying(CertificateVerdict.Refused.class, each -> {
            assertThat(each.reason()).as(each.text()).isEqualTo(reason);
            assertThat(each.text()).contains(text);
        });
    }
}
