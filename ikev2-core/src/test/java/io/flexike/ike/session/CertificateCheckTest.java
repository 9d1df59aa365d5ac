package io.flexike.ike.session;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.CertificateQuestion;
import io.flexike.ike.certificate.CertificateUsage;
import io.flexike.ike.certificate.CertificateVerdict;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.certificate.RemoteObjects;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.identity.Identity;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What comes of a check whose lookups are not made, where revocation may stay unknown. */
class CertificateCheckTest {
    private final CertificateAuthority root = CertificateAuthority.root("CN=Root");
    private Instant now = NOW;

    private CertificateCheck check(RemoteObjects objects) {
        PkixTrust trust = new PkixTrust(List.of(root.certificate()), () -> now, PkixSettings.DEFAULTS)
                .withRevocation(
                        RevocationPolicy.of(RevocationPolicy.Demand.SOFT, RevocationPolicy.Method.CRL),
                        objects,
                        new SecureRandom());
        return new CertificateCheck(
                trust,
                CertificateQuestion.ofCertificates(
                        Identity.fqdn("hq.example").toWire(),
                        CertificateUsage.RESPONDER,
                        root.issue("CN=hq", each -> each.dns("hq.example").crlAt("http://pki.example/crl"))
                                .encoded()));
    }

    private Answer answer(LookupQueue lookups) {
        CertificateCheck check = check(request -> {
            throw new IOException("nobody there");
        });
        return check.ask(Runnable::run, lookups).toCompletableFuture().getNow(null);
    }

    @Test
    void a_server_that_does_not_answer_leaves_it_unknown() {
        assertThat(answer((lookup, then) -> {
                    lookup.run();
                    then.run();
                }))
                .isInstanceOfSatisfying(
                        Answer.Checked.class,
                        checked -> assertThat(checked.verdict()).isInstanceOf(CertificateVerdict.Trusted.class));
    }

    @Test
    void too_many_lookups_of_others_are_no_answer() {
        assertThat(answer((lookup, then) -> {
                    throw new RejectedExecutionException();
                }))
                .isInstanceOf(Answer.Unanswered.class);
    }

    @Test
    void a_lookup_that_waited_for_too_long_is_no_answer() {
        assertThat(answer((lookup, then) -> {
                    now = NOW.plusSeconds(60);
                    lookup.run();
                    then.run();
                }))
                .isInstanceOf(Answer.Unanswered.class);
    }

    @Test
    void an_error_leaves_no_answer_but_an_end() {
        CertificateCheck check = check(request -> {
            throw new LinkageError("broken");
        });
        CompletionStage<Answer> answer = check.ask(
                task -> {
                    try {
                        task.run();
                    } catch (LinkageError e) {
                        // as a thread of a pool would
                    }
                },
                (lookup, then) -> {
                    try {
                        lookup.run();
                    } finally {
                        then.run();
                    }
                });
        assertThat(answer.toCompletableFuture().getNow(null)).isInstanceOf(Answer.Unanswered.class);
    }
}
