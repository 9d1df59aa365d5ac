package io.flexike.ike.certificate;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static io.flexike.ike.certificate.CertificateAuthority.der;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.certificate.CertificateAuthority.Status;
import io.flexike.ike.certificate.RevocationPolicy.Demand;
import io.flexike.ike.certificate.RevocationPolicy.Method;
import io.flexike.ike.identity.Identity;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What several trusts fetch in one check. */
class LookupsTest {
    private static final String CRL_URL = "http://pki.example/root.crl";
    private static final String OCSP_URL = "http://ocsp.example/";

    private final CertificateAuthority root = CertificateAuthority.root("CN=Root");
    private final Issued hq =
            root.issue("CN=hq", each -> each.dns("hq.example").crlAt(CRL_URL).ocspAt(OCSP_URL));
    private final CertificateQuestion question = CertificateQuestion.ofCertificates(
            Identity.fqdn("hq.example").toWire(), CertificateUsage.RESPONDER, hq.encoded());
    private final Map<String, byte[]> web = new HashMap<>();
    private final List<RemoteRequest> asked = new ArrayList<>();
    private final RemoteObjects objects = this::fetch;
    private Duration eachTakes = Duration.ZERO;
    private Instant now = NOW;

    @Test
    void trusts_share_what_is_fetched_for_one_check() {
        PkixTrust hard = trust(RevocationPolicy.of(Demand.HARD, Method.OCSP, Method.CRL));
        PkixTrust soft = trust(RevocationPolicy.of(Demand.SOFT, Method.OCSP, Method.CRL));
        Lookups lookups = new Lookups();

        CertificateVerdict first = complete(hard, lookups);
        CertificateVerdict second = complete(soft, lookups);

        assertThat(first).isInstanceOf(CertificateVerdict.Refused.class);
        assertThat(second).isInstanceOf(CertificateVerdict.Trusted.class);
        assertThat(asked).extracting(each -> each.uri().toString()).containsExactly(OCSP_URL, CRL_URL);
    }

    @Test
    void answers_are_shared_like_failures() {
        web.put(OCSP_URL, root.ocsp(hq.certificate(), Status.GOOD));
        Lookups lookups = new Lookups();

        assertThat(complete(trust(RevocationPolicy.of(Demand.HARD, Method.OCSP)), lookups))
                .isInstanceOf(CertificateVerdict.Trusted.class);
        assertThat(complete(trust(RevocationPolicy.of(Demand.HARD, Method.OCSP)), lookups))
                .isInstanceOf(CertificateVerdict.Trusted.class);
        assertThat(asked).hasSize(1);
    }

    @Test
    void one_deadline_ends_the_whole_check() {
        eachTakes = Duration.ofSeconds(9);
        Lookups lookups = new Lookups();
        for (int i = 0; i < 4; i++) {
            String place = "http://" + i + ".example/crl";
            CertificateAuthority authority = CertificateAuthority.root("CN=Root " + i);
            Issued issued =
                    authority.issue("CN=hq", each -> each.dns("hq.example").crlAt(place));
            CertificateQuestion next = CertificateQuestion.ofCertificates(
                    Identity.fqdn("hq.example").toWire(), CertificateUsage.RESPONDER, issued.encoded());
            complete(trust(authority, RevocationPolicy.of(Demand.HARD, Method.CRL)), next, lookups);
        }

        assertThat(asked)
                .extracting(RemoteRequest::limit)
                .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    @Test
    void what_was_not_fetched_for_reasons_of_ours_is_no_flaw_of_the_place() {
        PkixTrust trust = trust(RevocationPolicy.of(Demand.HARD, Method.CRL, Method.OCSP));
        web.put(CRL_URL, der(root.crl()));
        Lookups lookups = new Lookups();
        CertificateProgress waits = trust.proceed(question, lookups);
        ((CertificateProgress.Waits) waits).lookup().refuse("too much is being fetched");
        waits = trust.proceed(question, lookups);
        ((CertificateProgress.Waits) waits).lookup().refuse("too much is being fetched");

        assertThat(trust.proceed(question, lookups))
                .isInstanceOfSatisfying(
                        CertificateProgress.Decided.class,
                        each -> assertThat(each.verdict().toString())
                                .contains("CRL: " + CRL_URL + " was not fetched: too much is being fetched; OCSP: "
                                        + OCSP_URL));
        assertThat(trust.check(question)).isInstanceOf(CertificateVerdict.Trusted.class);
        assertThat(asked).hasSize(1);
    }

    @Test
    void who_does_not_answer_in_the_little_time_that_was_left_is_asked_again_by_others() {
        String slow = "http://slow.example/crl";
        CertificateAuthority first = CertificateAuthority.root("CN=First");
        Issued issued = first.issue("CN=hq", each -> each.dns("hq.example").crlAt(slow));
        CertificateQuestion before = CertificateQuestion.ofCertificates(
                Identity.fqdn("hq.example").toWire(), CertificateUsage.RESPONDER, issued.encoded());
        PkixTrust trust = trust(RevocationPolicy.of(Demand.HARD, Method.CRL));
        Lookups lookups = new Lookups();
        eachTakes = Duration.ofSeconds(9);
        complete(trust(first, RevocationPolicy.of(Demand.HARD, Method.CRL)), before, lookups);
        now = now.plusSeconds(9);
        complete(trust, lookups);

        web.put(CRL_URL, der(root.crl()));
        assertThat(trust.check(question)).isInstanceOf(CertificateVerdict.Trusted.class);
    }

    @Test
    void what_is_known_is_asked_anew_if_it_is_too_old_and_serves_on_if_nobody_answers() {
        for (Method method : Method.values()) {
            now = NOW;
            web.put(OCSP_URL, root.ocsp(hq.certificate(), Status.GOOD));
            web.put(CRL_URL, der(root.crl()));
            PkixTrust trust = trust(RevocationPolicy.of(Demand.HARD, method));
            trust.check(question);
            asked.clear();

            now = NOW.plusSeconds(300);
            complete(trust, Lookups.notOlderThan(Duration.ofMinutes(5)));
            assertThat(asked).isEmpty();
            now = NOW.plusSeconds(301);
            web.clear();
            assertThat(complete(trust, Lookups.notOlderThan(Duration.ofMinutes(5))))
                    .isInstanceOf(CertificateVerdict.Trusted.class);
            assertThat(asked).hasSize(1);
            assertThat(trust.check(question)).isInstanceOf(CertificateVerdict.Trusted.class);
            assertThat(asked).hasSize(1);

            now = NOW.plusSeconds(400);
            web.put(OCSP_URL, root.ocsp(hq.certificate(), Status.REVOKED));
            web.put(CRL_URL, der(root.crl(hq.certificate())));
            assertThat(complete(trust, Lookups.notOlderThan(Duration.ofMinutes(5))))
                    .isInstanceOf(CertificateVerdict.Refused.class);
        }
    }

    @Test
    void an_application_that_throws_while_fetching_leaves_an_answer() {
        PkixTrust trust = new PkixTrust(List.of(root.certificate()), () -> now, PkixSettings.DEFAULTS)
                .withRevocation(
                        RevocationPolicy.of(Demand.HARD, Method.CRL),
                        request -> {
                            throw new IllegalStateException("broken");
                        },
                        new SecureRandom());

        assertThat(trust.check(question).toString())
                .contains("REVOCATION_UNKNOWN")
                .contains("broken");
    }

    private CertificateVerdict complete(PkixTrust trust, Lookups lookups) {
        return complete(trust, question, lookups);
    }

    private static CertificateVerdict complete(PkixTrust trust, CertificateQuestion asks, Lookups lookups) {
        while (true) {
            CertificateProgress progress = trust.proceed(asks, lookups);
            if (progress instanceof CertificateProgress.Decided decided) {
                return decided.verdict();
            }
            ((CertificateProgress.Waits) progress).lookup().run();
        }
    }

    private PkixTrust trust(RevocationPolicy policy) {
        return trust(root, policy);
    }

    private PkixTrust trust(CertificateAuthority authority, RevocationPolicy policy) {
        return new PkixTrust(List.of(authority.certificate()), () -> now, PkixSettings.DEFAULTS)
                .withRevocation(policy, objects, new SecureRandom());
    }

    private byte[] fetch(RemoteRequest request) throws IOException {
        asked.add(request);
        now = now.plus(eachTakes);
        byte[] page = web.get(request.uri().toString());
        if (page == null) {
            throw new IOException("nobody there");
        }
        return page;
    }
}
