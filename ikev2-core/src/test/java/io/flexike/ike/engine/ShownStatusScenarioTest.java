package io.flexike.ike.engine;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.flexike.ike.certificate.AuthorityHash;
import io.flexike.ike.certificate.CertificateAuthority;
import io.flexike.ike.certificate.CertificateAuthority.Answer;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.certificate.CertificateAuthority.Status;
import io.flexike.ike.certificate.OcspResponses;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.certificate.RefusalReason;
import io.flexike.ike.certificate.RemoteRequest;
import io.flexike.ike.certificate.RevocationPolicy;
import io.flexike.ike.certificate.RevocationPolicy.Demand;
import io.flexike.ike.certificate.RevocationPolicy.Method;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertReqPayload;
import io.flexike.ike.payload.CertificateEncoding;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Rejection;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OCSP responses that peers show with their certificates (RFC 4806), and bundles that they point to, in both roles. */
class ShownStatusScenarioTest {
    private static final String URL = "http://alice.example/bundle";
    private static final RevocationPolicy OCSP = RevocationPolicy.of(Demand.HARD, Method.OCSP);

    private final CertificateAuthority root = CertificateAuthority.root("CN=Root");
    private final CertificateAuthority middle = root.intermediate("CN=Middle");
    private final Issued alices = root.issue("CN=alice", each -> each.dns("alice.example"));
    private final Issued bobs = root.issue("CN=bob", each -> each.dns("bob.example"));
    private final Map<String, byte[]> web = new HashMap<>();
    private final List<RemoteRequest> asked = new ArrayList<>();
    private final Peers peers = new Peers();
    private Peers.End alice;
    private Peers.End bob;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void who_wants_ocsp_asks_the_peer_for_a_response_and_believes_it_without_fetching(boolean initiatorShows) {
        // HDR, SAi1, KEi, Ni  -->        <--  HDR, SAr1, KEr, Nr, CERTREQ(X.509), CERTREQ(OCSP)
        // HDR, SK {IDi, CERT(X.509), CERT(OCSP), ...}  -->
        Issued shown = initiatorShows ? alices : bobs;
        AuthenticationMethod showing = own(shown).with((trustpoint, own) -> {
            assertThat(own.leaf()).isEqualTo(shown.certificate());
            return Optional.of(root.ocsp(own.leaf(), Status.GOOD));
        });
        connect(initiatorShows, showing, trusting(OCSP));

        assertEstablished();
        assertThat(asked).isEmpty();
        assertThat(sent(watching(initiatorShows), CertReqPayload.class))
                .extracting(CertReqPayload::encoding, each -> each.authorities().length)
                .containsExactly(
                        tuple(CertificateEncoding.X509_SIGNATURE, 20), tuple(CertificateEncoding.OCSP_CONTENT, 0));
        assertThat(sent(watched(initiatorShows), CertPayload.class))
                .extracting(CertPayload::encoding)
                .containsExactly(CertificateEncoding.X509_SIGNATURE, CertificateEncoding.OCSP_CONTENT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_response_that_says_revoked_convicts_who_shows_it(boolean initiatorShows) {
        connect(
                initiatorShows,
                own(initiatorShows ? alices : bobs)
                        .with((trustpoint, own) -> Optional.of(root.ocsp(own.leaf(), Status.REVOKED))),
                trusting(OCSP));

        assertThat(refusal(watching(initiatorShows))).isEqualTo(RefusalReason.REVOKED);
    }

    @Test
    void a_response_of_another_or_an_old_one_proves_nothing() {
        CertificateAuthority stranger = CertificateAuthority.root("CN=Root");
        for (byte[] response : List.of(
                stranger.ocsp(alices.certificate(), Status.GOOD),
                root.ocsp(bobs.certificate(), Status.GOOD),
                root.ocsp(
                        alices.certificate(),
                        Status.GOOD,
                        Answer.BY_AUTHORITY.at(NOW.minusSeconds(7200), NOW.minusSeconds(3600))))) {
            connect(true, own(alices).with((trustpoint, own) -> Optional.of(response)), trusting(OCSP));
            assertThat(refusal(bob)).isEqualTo(RefusalReason.REVOCATION_UNKNOWN);
        }
    }

    @Test
    void a_responder_that_is_trusted_besides_is_named_in_the_request_and_believed() {
        Issued responder = CertificateAuthority.root("CN=Other").issue("CN=responder", each -> each);
        AuthenticationMethod showing = own(alices)
                .with((trustpoint, own) ->
                        Optional.of(root.ocsp(own.leaf(), Status.GOOD, Answer.BY_AUTHORITY.by(responder))));
        connect(true, showing, trusting(OCSP));
        assertThat(refusal(bob)).isEqualTo(RefusalReason.REVOCATION_UNKNOWN);

        connect(true, showing, trusting(OCSP.withOcspSigners(responder.certificate())));
        assertEstablished();
        assertThat(sent(bob, CertReqPayload.class))
                .filteredOn(each -> each.encoding().equals(CertificateEncoding.OCSP_CONTENT))
                .singleElement()
                .satisfies(each -> assertThat(AuthorityHash.list(each.authorities()))
                        .containsExactly(AuthorityHash.of(responder.certificate())));
    }

    @Test
    void who_is_not_asked_shows_no_response() {
        connect(
                true,
                own(alices).with((trustpoint, own) -> {
                    throw new AssertionError("asked");
                }),
                trusting(RevocationPolicy.of(Demand.SOFT, Method.CRL)));

        assertEstablished();
        assertThat(sent(bob, CertReqPayload.class)).hasSize(1);
        assertThat(sent(alice, CertPayload.class)).hasSize(1);
    }

    @Test
    void without_a_response_the_certificate_is_shown_alone() {
        List<OcspResponses> sources = List.of(
                OcspResponses.NONE,
                (trustpoint, own) -> Optional.empty(),
                (trustpoint, own) -> Optional.of(new byte[0]),
                (trustpoint, own) -> Optional.of(new byte[70_000]),
                (trustpoint, own) -> {
                    throw new IllegalStateException("broken");
                });
        for (OcspResponses source : sources) {
            connect(true, own(alices).with(source), trusting(RevocationPolicy.of(Demand.SOFT, Method.OCSP)));
            assertEstablished();
            assertThat(sent(alice, CertPayload.class)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_bundle_takes_the_place_of_the_chain(boolean initiatorShows) {
        String name = initiatorShows ? "alice" : "bob";
        Issued shown = middle.issue("CN=" + name, each -> each.dns(name + ".example"));
        web.put(URL, shown.own().bundle());
        PkixTrust trust = new PkixTrust(List.of(root.certificate()), () -> NOW, PkixSettings.DEFAULTS);
        AuthenticationMethod showing = new AuthenticationMethod.Certificates(
                Trustpoint.of("own", List.of(root.certificate()), List.of(shown.own()))
                        .withBundleUrl(URI.create(URL)));
        connect(initiatorShows, showing, trusting(trust.withHashAndUrl(this::fetch)));

        assertEstablished();
        assertThat(sent(watched(initiatorShows), CertPayload.class))
                .extracting(CertPayload::encoding)
                .containsExactly(CertificateEncoding.HASH_AND_URL_BUNDLE);
        assertThat(asked)
                .singleElement()
                .satisfies(each -> assertThat(each.content()).isEqualTo(RemoteRequest.Content.BUNDLE));

        connect(initiatorShows, showing, trusting(trust));
        assertEstablished();
        assertThat(sent(watched(initiatorShows), CertPayload.class))
                .extracting(CertPayload::encoding)
                .containsExactly(CertificateEncoding.X509_SIGNATURE, CertificateEncoding.X509_SIGNATURE);
    }

    private Peers.End watching(boolean initiatorShows) {
        return initiatorShows ? bob : alice;
    }

    private Peers.End watched(boolean initiatorShows) {
        return initiatorShows ? alice : bob;
    }

    private void connect(boolean initiatorShows, AuthenticationMethod showing, AuthenticationMethod trusting) {
        AuthenticationMethod plain = trusting(RevocationPolicy.OFF);
        Peers.Draft alicesDraft = initiatorShows
                ? Peers.alice().local(showing).remote(plain)
                : Peers.alice().local(own(alices)).remote(trusting);
        Peers.Draft bobsDraft = initiatorShows
                ? Peers.bob().local(own(bobs)).remote(trusting)
                : Peers.bob().local(showing).remote(plain);
        bob = peers.new End(Peers.settings(2, bobsDraft.build()));
        alice = peers.new End(Peers.settings(1));
        alice.step(Peers.initiate(alicesDraft.build()));
        Peers.settle(alice, bob);
    }

    private AuthenticationMethod.Certificates own(Issued issued) {
        return new AuthenticationMethod.Certificates(
                Trustpoint.of("own", List.of(root.certificate()), List.of(issued.own())));
    }

    private AuthenticationMethod trusting(RevocationPolicy policy) {
        return trusting(new PkixTrust(List.of(root.certificate()), () -> NOW, PkixSettings.DEFAULTS)
                .withRevocation(policy, this::fetch, new SecureRandom()));
    }

    private static AuthenticationMethod trusting(PkixTrust trust) {
        return new AuthenticationMethod.TrustedCertificates(trust);
    }

    private byte[] fetch(RemoteRequest request) throws IOException {
        asked.add(request);
        return Optional.ofNullable(web.get(request.uri().toString()))
                .orElseThrow(() -> new IOException("nobody there"));
    }

    private void assertEstablished() {
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(bob.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(alice.installed).hasSize(1);
        assertThat(bob.installed).hasSize(1);
    }

    private static RefusalReason refusal(Peers.End end) {
        CloseReason reason = end.only(IkeEvent.IkeSaClosed.class).reason();
        return ((Rejection.Certificate) reason.rejection().orElseThrow()).check();
    }

    private static <P extends Payload> List<P> sent(Peers.End end, Class<P> kind) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(IkeEvent.MessageTraced::sent)
                .flatMap(message -> message.payloads().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
