package io.flexike.ike.engine;

import static io.flexike.ike.certificate.CertificateAuthority.NOW;
import static io.flexike.ike.engine.Meeting.authentications;
import static io.flexike.ike.engine.Meeting.sent;
import static io.flexike.ike.engine.Proofs.ALICE;
import static io.flexike.ike.engine.Proofs.BOB;
import static io.flexike.ike.engine.Proofs.ROOT;
import static io.flexike.ike.engine.Proofs.SHARED;
import static io.flexike.ike.engine.Proofs.STRANGER;
import static io.flexike.ike.engine.Proofs.own;
import static io.flexike.ike.engine.Proofs.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.auth.AuthAnnouncement;
import io.flexike.ike.certificate.PkixSettings;
import io.flexike.ike.certificate.PkixTrust;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.CertReqPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.IkeEvent;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SUPPORTED_AUTH_METHODS (RFC 9593) between two engines. */
class AnnouncedMethodsScenarioTest {
    private static final AuthenticationMethod NOTHING = new AuthenticationMethod.Null();

    private final Meeting meeting = new Meeting();

    @Test
    void the_initiator_takes_the_method_that_the_responder_has_announced() {
        // HDR, SAi1, KEi, Ni  -->             <--  HDR, SAr1, KEr, Nr, N(SUPPORTED_AUTH_METHODS)(2, 13)
        // HDR, SK {IDi, IDr, AUTH, SAi2, TSi, TSr}  -->          <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr}
        meeting.connect(
                Peers.alice().local(anyOf(own(ALICE), SHARED)).remote(SHARED),
                Peers.bob().local(SHARED).remote(anyOf(SHARED, NOTHING)));
        meeting.assertEstablished();
        assertThat(sent(meeting.alice, AuthPayload.class))
                .extracting(AuthPayload::method)
                .containsExactly(AuthMethod.SHARED_KEY);
        assertThat(announced(meeting.bob))
                .containsExactly(AuthAnnouncement.of(AuthMethod.SHARED_KEY), AuthAnnouncement.of(AuthMethod.NULL));
        assertThat(announced(meeting.alice)).as("there is only one").isEmpty();
    }

    @Test
    void the_responder_takes_the_method_that_the_initiator_has_announced() {
        // ... HDR, SK {IDi, IDr, AUTH, N(SUPPORTED_AUTH_METHODS)(2, 13), SAi2, TSi, TSr}  -->
        meeting.connect(
                Peers.alice().local(SHARED).remote(anyOf(SHARED, NOTHING)),
                Peers.bob().local(anyOf(own(BOB), SHARED)).remote(anyOf(SHARED, NOTHING)));
        meeting.assertEstablished();
        assertThat(announced(meeting.alice)).hasSize(2);
        assertThat(sent(meeting.bob, AuthPayload.class))
                .extracting(AuthPayload::method)
                .containsExactly(AuthMethod.SHARED_KEY);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_rsa_key_signs_by_the_scheme_that_the_other_end_takes(boolean initiator) throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        SigningKey key = SigningKey.of(pair.getPrivate(), pair.getPublic());
        AuthenticationMethod signing = new AuthenticationMethod.Signature(key);
        AuthenticationMethod old = new AuthenticationMethod.TrustedKeys(
                peer -> List.of(key.verificationKey()),
                List.of(SignatureScheme.RSA_PKCS1_SHA2_256, SignatureScheme.RSA_PKCS1_SHA2_384));
        meeting.connect(
                Peers.alice().local(initiator ? signing : SHARED).remote(initiator ? SHARED : old),
                Peers.bob().local(initiator ? SHARED : signing).remote(anyOf(SHARED, old)));
        meeting.assertEstablished();
    }

    @Test
    void a_peer_that_has_no_choice_is_told_nothing() {
        meeting.connect(
                Peers.alice().local(SHARED).remote(SHARED),
                Peers.bob().local(SHARED).remote(SHARED));
        meeting.assertEstablished();
        assertThat(sent(meeting.bob, NotifyPayload.class)).noneMatch(AnnouncedMethodsScenarioTest::isAnnouncement);
    }

    @Test
    void an_initiator_says_nothing_to_a_responder_that_has_said_nothing() {
        meeting.connect(
                Peers.alice().local(SHARED).remote(anyOf(SHARED, NOTHING)),
                Peers.bob().local(SHARED).remote(SHARED));
        meeting.assertEstablished();
        assertThat(sent(meeting.alice, NotifyPayload.class)).noneMatch(AnnouncedMethodsScenarioTest::isAnnouncement);
    }

    /** It is advice: what we have is shown all the same. */
    @Test
    void an_announcement_that_fits_nothing_of_ours_changes_nothing() {
        meeting.connect(
                Peers.alice().local(own(ALICE)).remote(SHARED),
                Peers.bob().local(SHARED).remote(anyOf(SHARED, NOTHING)));
        assertThat(sent(meeting.alice, AuthPayload.class))
                .extracting(AuthPayload::method)
                .containsExactly(AuthMethod.ECDSA_SHA_256_P256);
    }

    /** RFC 9593 3.1: a list that is too long for IKE_SA_INIT comes in the last IKE_INTERMEDIATE exchange. */
    @Test
    void a_long_list_comes_in_the_last_ike_intermediate_exchange() {
        Proposal proposal = Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(KeyExchangeMethod.CURVE25519)
                .additionalKeyExchange(1, KeyExchangeMethod.ECP_256)
                .additionalKeyExchange(2, KeyExchangeMethod.ECP_384)
                .build();
        List<SignatureScheme> fewer = SignatureScheme.DEFAULTS.subList(1, SignatureScheme.DEFAULTS.size());
        AuthenticationMethod others = new AuthenticationMethod.TrustedCertificates(
                new PkixTrust(List.of(STRANGER.certificate()), () -> NOW, PkixSettings.DEFAULTS), fewer);
        meeting.connect(
                Peers.alice().ike(proposal).local(own(ALICE)).remote(SHARED),
                Peers.bob().ike(proposal).local(SHARED).remote(trusting(ROOT)),
                Peers.bob()
                        .peer("to-carol", Identity.fqdn("carol.example"))
                        .ike(proposal)
                        .local(SHARED)
                        .remote(others));
        meeting.assertEstablished();
        assertThat(messages(meeting.bob, ExchangeType.IKE_SA_INIT).get(0))
                .contains(NotifyPayload.of(NotifyType.SUPPORTED_AUTH_METHODS));
        List<List<Payload>> intermediate = messages(meeting.bob, ExchangeType.IKE_INTERMEDIATE);
        assertThat(intermediate.get(0)).noneMatch(AnnouncedMethodsScenarioTest::isAnnouncement);
        assertThat(intermediate.get(1))
                .anyMatch(AnnouncedMethodsScenarioTest::isAnnouncement)
                .as("to which the links are")
                .hasAtLeastOneElementOfType(CertReqPayload.class);
        assertThat(announced(meeting.bob))
                .extracting(each -> each.certLink().orElse(0))
                .contains(1, 2)
                .doesNotContain(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0102", "ff0e00", "020202020d0e", "030eff", "05 0e 01 30 00", "0313 01"})
    void a_list_that_makes_no_sense_does_no_harm(String hex) {
        meeting.begin(
                Peers.alice().local(SHARED).remote(anyOf(SHARED, NOTHING)),
                Peers.bob().local(anyOf(SHARED, own(BOB))).remote(anyOf(SHARED, NOTHING)));
        meeting.alice.deliverTo(meeting.bob);
        meeting.bob.deliverTo(meeting.alice);
        ProtectedForgery request = ProtectedForgery.of(meeting.alice);
        List<Payload> payloads = new ArrayList<>(request.payloads());
        payloads.removeIf(AnnouncedMethodsScenarioTest::isAnnouncement);
        byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
        payloads.add(NotifyPayload.of(NotifyType.SUPPORTED_AUTH_METHODS, data));
        payloads.add(NotifyPayload.of(NotifyType.SUPPORTED_AUTH_METHODS, data));
        meeting.bob.receive(request.payloads(payloads));
        Peers.settle(meeting.alice, meeting.bob);
        meeting.assertEstablished();
        assertThat(authentications(meeting.bob)).hasSize(1);
    }

    // Parts

    private static AuthenticationMethod anyOf(AuthenticationMethod... methods) {
        return new AuthenticationMethod.AnyOf(Arrays.asList(methods));
    }

    private static boolean isAnnouncement(Payload payload) {
        return payload instanceof NotifyPayload notify && notify.notifyType().equals(NotifyType.SUPPORTED_AUTH_METHODS);
    }

    private static List<List<Payload>> messages(Peers.End end, ExchangeType exchange) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(message -> message.sent() && message.header().exchange().equals(exchange))
                .map(IkeEvent.MessageTraced::payloads)
                .toList();
    }

    private static List<AuthAnnouncement> announced(Peers.End end) {
        List<AuthAnnouncement> all = new ArrayList<>();
        for (NotifyPayload notify : sent(end, NotifyPayload.class)) {
            if (isAnnouncement(notify)) {
                try {
                    all.addAll(AuthAnnouncement.decode(notify.data()));
                } catch (IkeProtocolException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return all;
    }
}
