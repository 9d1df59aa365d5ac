package io.flexike.ike.certificate;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.ike.certificate.CertificateAuthority.Answer;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.certificate.CertificateAuthority.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OCSP responses about our own certificates. */
class OwnOcspResponsesTest {
    private static final String URL = "http://ocsp.example/";

    @TempDir
    private Path folder;

    private final CertificateAuthority root = CertificateAuthority.root("CN=Root");
    private final Issued hq = root.issue("CN=hq", each -> each.dns("hq.example").ocspAt(URL));
    private final Trustpoint trustpoint = Trustpoint.of("T", List.of(root.certificate()), List.of(hq.own()));
    private final List<RemoteRequest> asked = new ArrayList<>();
    private final OwnOcspResponses responses = new OwnOcspResponses(this::fetch, this::now, CryptoPolicy.STANDARD);
    private Instant now = NOW;
    private byte[] page = root.ocsp(hq.certificate(), Status.GOOD);

    @Test
    void the_responder_of_the_certificate_is_asked_without_a_nonce_until_half_of_the_time_is_over() throws IOException {
        assertThat(responses.of(trustpoint, hq.own())).contains(page);
        assertThat(responses.of(trustpoint, hq.own())).contains(page);
        assertThat(asked).singleElement().satisfies(each -> {
            assertThat(each.uri()).hasToString(URL);
            assertThat(each.content()).isEqualTo(RemoteRequest.Content.OCSP_RESPONSE);
        });
        OCSPReq request = new OCSPReq(asked.get(0).body());
        assertThat(request.hasExtensions()).isFalse();
        assertThat(request.getRequestList()[0].getCertID().getSerialNumber())
                .isEqualTo(hq.certificate().getSerialNumber());

        byte[] old = page;
        now = NOW.plus(Duration.ofMinutes(15));
        page = root.ocsp(hq.certificate(), Status.GOOD, Answer.BY_AUTHORITY.at(NOW, NOW.plus(Duration.ofHours(2))));
        assertThat(responses.of(trustpoint, hq.own())).contains(page).isNotEqualTo(old);
        assertThat(asked).hasSize(2);
    }

    @Test
    void a_responder_that_fails_is_asked_again_after_a_pause_and_the_old_response_serves_while_it_is_valid() {
        byte[] old = page;
        responses.of(trustpoint, hq.own());
        page = new byte[0];
        now = NOW.plus(Duration.ofMinutes(20));
        assertThat(responses.of(trustpoint, hq.own())).contains(old);
        assertThat(responses.of(trustpoint, hq.own())).contains(old);
        assertThat(asked).hasSize(2);

        now = NOW.plus(Duration.ofMinutes(30));
        assertThat(responses.of(trustpoint, hq.own())).isEmpty();
        assertThat(asked).hasSize(3);
    }

    @Test
    void what_would_convict_us_or_nobody_would_believe_is_not_shown() {
        for (byte[] each : List.of(
                root.ocsp(hq.certificate(), Status.REVOKED),
                root.ocsp(hq.certificate(), Status.UNKNOWN),
                CertificateAuthority.root("CN=Root").ocsp(hq.certificate(), Status.GOOD),
                new byte[20_000])) {
            page = each;
            assertThat(new OwnOcspResponses(this::fetch, this::now, CryptoPolicy.STANDARD).of(trustpoint, hq.own()))
                    .isEmpty();
        }
    }

    @Test
    void a_certificate_without_a_responder_has_none_unless_the_trustpoint_names_one() {
        Issued silent = root.issue("CN=hq", each -> each.dns("hq.example"));
        Trustpoint plain = Trustpoint.of("T", List.of(root.certificate()), List.of(silent.own()));
        page = root.ocsp(silent.certificate(), Status.GOOD);
        assertThat(responses.of(plain, silent.own())).isEmpty();
        assertThat(asked).isEmpty();

        RevocationPolicy policy = RevocationPolicy.of(RevocationPolicy.Demand.SOFT, RevocationPolicy.Method.OCSP)
                .withResponder(URI.create("http://other.example/"));
        now = NOW.plus(Duration.ofMinutes(2));
        assertThat(responses.of(plain.withRevocation(policy), silent.own())).contains(page);
    }

    @Test
    void the_file_of_a_trustpoint_goes_before_and_is_read_again() throws IOException {
        Path file = folder.resolve("ocsp.der");
        Trustpoint filed = trustpoint.withOcspResponse(file);
        assertThat(responses.of(filed, hq.own())).as("no file yet").isEmpty();

        Files.write(file, page);
        now = NOW.plus(Duration.ofMinutes(1));
        assertThat(responses.of(filed, hq.own())).contains(page);
        assertThat(asked).isEmpty();
    }

    @Test
    void whoever_comes_while_another_one_fetches_does_not_wait() {
        List<Boolean> given = new ArrayList<>();
        OwnOcspResponses[] own = new OwnOcspResponses[1];
        own[0] = new OwnOcspResponses(
                request -> {
                    Thread other = new Thread(
                            () -> given.add(own[0].of(trustpoint, hq.own()).isPresent()));
                    other.start();
                    try {
                        other.join();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return page;
                },
                this::now,
                CryptoPolicy.STANDARD);

        assertThat(own[0].of(trustpoint, hq.own())).isPresent();
        assertThat(given).containsExactly(false);
    }

    private Instant now() {
        return now;
    }

    private byte[] fetch(RemoteRequest request) throws IOException {
        asked.add(request);
        if (page.length == 0) {
            throw new IOException("nobody there");
        }
        return page;
    }
}
