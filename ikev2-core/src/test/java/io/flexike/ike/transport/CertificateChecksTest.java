package io.flexike.ike.transport;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static io.flexike.ike.certificate.CertificateAuthority.der;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.CertificateQuestion;
import io.flexike.ike.certificate.CertificateUsage;
import io.flexike.ike.certificate.CertificateVerdict;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.certificate.RemoteRequest;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.CertificateCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks of certificates beside servers that do not answer. */
class CertificateChecksTest {
    private final CertificateAuthority root = CertificateAuthority.root("CN=Root");
    private final CountDownLatch end = new CountDownLatch(1);
    private final QuestionWorkers workers = new QuestionWorkers("test-questions");
    private final PkixTrust plain =
            new PkixTrust(List.of(root.certificate()), () -> NOW, PkixSettings.DEFAULTS).withHashAndUrl(this::fetch);
    private final PkixTrust trust = plain.withRevocation(
            RevocationPolicy.of(RevocationPolicy.Demand.HARD, RevocationPolicy.Method.CRL),
            this::fetch,
            new SecureRandom());

    @AfterEach
    void close() {
        end.countDown();
        workers.close();
    }

    @Test
    void servers_that_do_not_answer_keep_checks_waiting_only_that_need_them() throws Exception {
        for (int i = 0; i < 40; i++) {
            var unusedStranger = ask(trust, pointer("http://slow" + i + ".example/c"));
            var unusedOther = ask(trust, certificate("http://slow.example/" + i));
        }

        assertThat(verdict(ask(plain, certificate("http://slow.example/crl"))))
                .isInstanceOf(CertificateVerdict.Trusted.class);
        assertThat(verdict(ask(trust, certificate("http://quick.example/crl"))))
                .isInstanceOf(CertificateVerdict.Trusted.class);
    }

    private CompletableFuture<Answer> ask(PkixTrust by, CertPayload payload) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        CertificateQuestion question = new CertificateQuestion(
                Identity.fqdn("hq.example").toWire(), CertificateUsage.RESPONDER, List.of(payload));
        workers.ask(
                new IkeOutput.Ask(1, new CertificateCheck(by, question)),
                input -> answer.complete(((IkeInput.Answered) input).answer()));
        return answer;
    }

    private static CertificateVerdict verdict(CompletableFuture<Answer> answer) throws Exception {
        return ((Answer.Checked) answer.get(60, TimeUnit.SECONDS)).verdict();
    }

    private CertPayload certificate(String crl) {
        return new CertPayload(
                CertificateEncoding.X509_SIGNATURE,
                root.issue("CN=hq", each -> each.dns("hq.example").crlAt(crl)).encoded());
    }

    private static CertPayload pointer(String url) {
        byte[] ascii = url.getBytes(StandardCharsets.US_ASCII);
        return new CertPayload(
                CertificateEncoding.HASH_AND_URL_X509,
                ByteBuffer.allocate(20 + ascii.length).put(20, ascii).array());
    }

    private byte[] fetch(RemoteRequest request) throws IOException {
        if (request.uri().getHost().startsWith("slow")) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("nobody there");
        }
        return der(root.crl());
    }
}
