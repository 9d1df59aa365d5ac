package io.flexike.ike.transport;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.CertificateProgress;
import io.flexike.ike.certificate.CertificateQuestion;
import io.flexike.ike.certificate.CertificateUsage;
import io.flexike.ike.certificate.Lookup;
import io.flexike.ike.certificate.Lookups;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.certificate.RemoteRequest;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertificateEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Which lookups run at the same time, and which wait. Its threads are tasks that the test runs. */
class LookupLanesTest {
    private final CertificateAuthority root = CertificateAuthority.root("CN=Root");
    private final Deque<Runnable> running = new ArrayDeque<>();
    private final LookupLanes lanes = new LookupLanes(running::add);
    private final List<RemoteRequest> asked = new ArrayList<>();
    private final PkixTrust trust = new PkixTrust(List.of(root.certificate()), this::now, PkixSettings.DEFAULTS)
            .withHashAndUrl(this::fetch)
            .withRevocation(
                    RevocationPolicy.of(RevocationPolicy.Demand.HARD, RevocationPolicy.Method.CRL),
                    this::fetch,
                    new SecureRandom());
    private Instant now = NOW;
    private int ended;

    @Test
    void a_server_has_few_lookups_at_a_time_and_others_pass_those_that_wait() {
        for (int i = 0; i < LookupLanes.PER_SERVER + 3; i++) {
            enqueue(ofCertificate("http://pki.example/" + i));
        }
        assertThat(running).hasSize(LookupLanes.PER_SERVER);

        enqueue(ofCertificate("http://other.example/crl"));
        assertThat(running).hasSize(LookupLanes.PER_SERVER + 1);

        running.remove().run();
        assertThat(ended).isEqualTo(1);
        assertThat(running).hasSize(LookupLanes.PER_SERVER + 1);
        runAll();
        assertThat(ended).isEqualTo(LookupLanes.PER_SERVER + 4);
        assertThat(asked).hasSize(LookupLanes.PER_SERVER + 4);
    }

    @Test
    void strangers_never_have_all_threads_however_many_servers_they_name() {
        for (int i = 0; i < LookupLanes.THREADS + 1; i++) {
            enqueue(ofStranger("http://" + i + ".example/c"));
        }
        assertThat(running).hasSize(LookupLanes.OF_STRANGERS);

        enqueue(ofCertificate("http://1.example/crl"));
        assertThat(running).hasSize(LookupLanes.OF_STRANGERS + 1);
        assertThat(running.getLast()).isNotNull();
        running.removeLast().run();
        assertThat(asked.get(0).content()).isEqualTo(RemoteRequest.Content.CRL);
    }

    @Test
    void all_threads_are_the_most_there_is() {
        for (int i = 0; i < LookupLanes.THREADS + 5; i++) {
            enqueue(ofCertificate("http://" + i + ".example/crl"));
        }
        assertThat(running).hasSize(LookupLanes.THREADS);
    }

    @Test
    void what_several_checks_want_is_fetched_once() {
        for (int i = 0; i < 5; i++) {
            enqueue(ofCertificate("http://pki.example/crl"));
        }
        assertThat(running).hasSize(1);

        runAll();
        assertThat(asked).hasSize(1);
        assertThat(ended).isEqualTo(5);
    }

    @Test
    void a_check_without_time_does_not_speak_for_one_that_has_some() {
        enqueue(ofCertificate("http://pki.example/crl"));
        now = NOW.plusSeconds(60);
        enqueue(ofCertificate("http://pki.example/crl"));

        runAll();
        assertThat(asked).hasSize(1);
        assertThat(ended).isEqualTo(2);
    }

    @Test
    void more_than_some_that_wait_are_refused() {
        for (int i = 0; i < LookupLanes.MOST_CHECKS_OF_STRANGERS; i++) {
            enqueue(ofStranger("http://slow.example/" + i));
        }
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> enqueue(ofStranger("http://slow.example/again")));
        assertThat(ended).isZero();

        enqueue(ofCertificate("http://pki.example/crl"));
        assertThat(ended).isZero();
        runAll();
        assertThat(ended).isEqualTo(LookupLanes.MOST_CHECKS_OF_STRANGERS + 1);
        assertThat(asked).hasSize(LookupLanes.MOST_CHECKS_OF_STRANGERS + 1);
    }

    private void runAll() {
        while (!running.isEmpty()) {
            running.remove().run();
        }
    }

    private void enqueue(Lookup lookup) {
        lanes.enqueue(lookup, () -> ended++);
    }

    private Lookup ofCertificate(String crl) {
        byte[] certificate =
                root.issue("CN=hq", each -> each.dns("hq.example").crlAt(crl)).encoded();
        return lookup(new CertPayload(CertificateEncoding.X509_SIGNATURE, certificate));
    }

    private Lookup ofStranger(String url) {
        byte[] ascii = url.getBytes(StandardCharsets.US_ASCII);
        return lookup(new CertPayload(
                CertificateEncoding.HASH_AND_URL_X509,
                ByteBuffer.allocate(20 + ascii.length).put(20, ascii).array()));
    }

    private Lookup lookup(CertPayload payload) {
        CertificateQuestion question = new CertificateQuestion(
                Identity.fqdn("hq.example").toWire(), CertificateUsage.RESPONDER, List.of(payload));
        return ((CertificateProgress.Waits) trust.proceed(question, new Lookups())).lookup();
    }

    private Instant now() {
        return now;
    }

    private byte[] fetch(RemoteRequest request) throws IOException {
        asked.add(request);
        throw new IOException("nobody there");
    }
}
