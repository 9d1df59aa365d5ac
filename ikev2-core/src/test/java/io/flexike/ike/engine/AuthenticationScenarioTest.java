package io.flexike.ike.engine;

import static io.flexike.ike.engine.Meeting.closed;
import static io.flexike.ike.engine.Meeting.sent;
import static io.flexike.ike.engine.Proofs.ALICE;
import static io.flexike.ike.engine.Proofs.BOB;
import static io.flexike.ike.engine.Proofs.PASSWORD;
import static io.flexike.ike.engine.Proofs.ROOT;
import static io.flexike.ike.engine.Proofs.SHARED;
import static io.flexike.ike.engine.Proofs.STRANGER;
import static io.flexike.ike.engine.Proofs.answering;
import static io.flexike.ike.engine.Proofs.asking;
import static io.flexike.ike.engine.Proofs.onlyEap;
import static io.flexike.ike.engine.Proofs.own;
import static io.flexike.ike.engine.Proofs.trusting;
import static io.flexike.ike.engine.Proofs.trustpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.ike.certificate.CertificateAuthority.Issued;
import io.flexike.ike.certificate.OwnCertificate;
import io.flexike.ike.certificate.RefusalReason;
import io.flexike.ike.certificate.Trustpoint;
import io.flexike.ike.eap.EapMethodType;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertReqPayload;
import io.flexike.ike.payload.EapPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.EapAuthentication;
import io.flexike.ike.session.EapConversation;
import io.flexike.ike.session.EapOutcome;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.session.Rejection.Authentication.Fault;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates, EAP and several methods in turn, between two engines. */
class AuthenticationScenarioTest {
    private final Meeting meeting = new Meeting();

    // Certificates

    @Test
    void both_ends_prove_themselves_by_certificates() {
        // HDR, SAi1, KEi, Ni  -->                          <--  HDR, SAr1, KEr, Nr, CERTREQ
        // HDR, SK {IDi, CERT, CERTREQ, IDr, AUTH, SAi2, TSi, TSr}  -->
        //                                                  <--  HDR, SK {IDr, CERT, AUTH, SAr2, TSi, TSr}
        meeting.connect(
                Peers.alice().local(own(ALICE)).remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(trusting(ROOT)));

        meeting.assertEstablished();
        assertThat(sent(meeting.alice, CertPayload.class)).hasSize(1);
        assertThat(sent(meeting.alice, CertReqPayload.class)).hasSize(1);
        assertThat(sent(meeting.bob, CertReqPayload.class)).hasSize(1);
        assertThat(meeting.requests)
                .singleElement()
                .satisfies(request -> assertThat(request.certificate()).contains(ALICE.certificate()));
    }

    @Test
    void the_wish_of_the_peer_decides_which_certificate_is_shown() {
        Issued others = STRANGER.issue("CN=alice", each -> each.dns("alice.example"));
        AuthenticationMethod either =
                new AuthenticationMethod.Certificates(trustpoint(STRANGER, others), trustpoint(ROOT, ALICE));
        meeting.connect(
                Peers.alice().local(either).remote(SHARED),
                Peers.bob().local(SHARED).remote(trusting(ROOT)));
        meeting.assertEstablished();
        meeting.connect(
                Peers.alice().local(either).remote(SHARED),
                Peers.bob().local(SHARED).remote(trusting(STRANGER)));
        meeting.assertEstablished();
    }

    @Test
    void a_certificate_of_a_stranger_is_refused_and_only_we_learn_why() {
        Issued stranger = STRANGER.issue("CN=alice", each -> each.dns("alice.example"));
        meeting.connect(
                Peers.alice().local(own(stranger)).remote(SHARED),
                Peers.bob().local(SHARED).remote(trusting(ROOT)));
        assertThat(closed(meeting.bob))
                .isInstanceOfSatisfying(
                        Rejection.Certificate.class,
                        rejection -> assertThat(rejection.check()).isEqualTo(RefusalReason.UNKNOWN_AUTHORITY));
        assertThat(sent(meeting.bob, NotifyPayload.class))
                .filteredOn(NotifyPayload::isError)
                .containsExactly(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED));
        meeting.assertNothingInstalled();
    }

    /** RFC 7296 2.21.2: the responder is told, since it believes that all is well. */
    @Test
    void an_initiator_that_does_not_believe_the_responder_tells_it() {
        Issued stranger = STRANGER.issue("CN=bob", each -> each.dns("bob.example"));
        meeting.connect(
                Peers.alice().local(SHARED).remote(trusting(ROOT)),
                Peers.bob().local(own(stranger)).remote(SHARED));
        assertThat(closed(meeting.alice)).isInstanceOf(Rejection.Certificate.class);
        assertThat(meeting.alice.engine.snapshots()).isEmpty();
        assertThat(meeting.bob.engine.snapshots()).isEmpty();
    }

    @Test
    void a_certificate_of_another_key_than_the_signature_is_refused() {
        Issued other = ROOT.issue("CN=alice", each -> each.dns("alice.example"));
        SigningKey wrong = SigningKey.of(other.keys().getPrivate(), other.keys().getPublic());
        SigningKey pretends = new Proofs.Elsewhere(wrong, ALICE.own().key().verificationKey());
        AuthenticationMethod method = new AuthenticationMethod.Certificates(
                Trustpoint.of("own", List.of(), List.of(new OwnCertificate(ALICE.chain(), pretends))));
        meeting.connect(
                Peers.alice().local(method).remote(SHARED),
                Peers.bob().local(SHARED).remote(trusting(ROOT)));
        assertThat(closed(meeting.bob)).isEqualTo(authentication(AuthMethod.DIGITAL_SIGNATURE, Fault.BAD_SIGNATURE));
    }

    @Test
    void a_key_that_is_elsewhere_is_asked_for_its_signature() {
        SigningKey alices = Proofs.elsewhere(ALICE);
        SigningKey bobs = Proofs.elsewhere(BOB);
        meeting.connect(
                Peers.alice().local(own(ALICE, alices)).remote(trusting(ROOT)),
                Peers.bob().local(own(BOB, bobs)).remote(trusting(ROOT)));
        meeting.assertEstablished();
    }

    // EAP

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eap_mschapv2_authenticates_the_initiator_and_a_certificate_the_responder(boolean asksIdentity) {
        // HDR, SK {IDi, CERTREQ, IDr, SAi2, TSi, TSr}  -->     <--  HDR, SK {IDr, CERT, AUTH, EAP}
        // HDR, SK {EAP}  -->   <--  HDR, SK {EAP}   ...        <--  HDR, SK {EAP (success)}
        // HDR, SK {AUTH}  -->                                  <--  HDR, SK {AUTH, SAr2, TSi, TSr}
        String user = asksIdentity ? "ana" : "alice.example";
        meeting.connect(
                Peers.alice()
                        .local(answering(user, PASSWORD, EapMethodType.MSCHAPV2))
                        .remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(asking(asksIdentity, EapMethodType.MSCHAPV2)));

        meeting.assertEstablished();
        assertThat(meeting.requests)
                .singleElement()
                .satisfies(request -> assertThat(request.eapIdentity()).contains(user));
        assertThat(sent(meeting.bob, AuthPayload.class))
                .as("before EAP and after it")
                .hasSize(2);
        assertThat(sent(meeting.bob, SaPayload.class))
                .as("IKE_SA_INIT and the last response")
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "GTC"})
    void methods_without_a_key_authenticate_by_the_keys_of_the_ike_sa(String name) {
        EapMethodType method = name.equals("MD5") ? EapMethodType.MD5_CHALLENGE : EapMethodType.GTC;
        meeting.connect(
                Peers.alice().local(answering("ana", PASSWORD, method)).remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(asking(true, method)));
        meeting.assertEstablished();
    }

    @Test
    void a_wrong_password_is_answered_by_eap_failure_and_nothing_more() {
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", SecretBytes.ofUtf8("another"), EapMethodType.MD5_CHALLENGE))
                        .remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(asking(true, EapMethodType.MD5_CHALLENGE)));
        assertThat(closed(meeting.bob)).isInstanceOf(Rejection.Eap.class);
        assertThat(closed(meeting.alice)).isInstanceOf(Rejection.Eap.class);
        meeting.assertNothingInstalled();
        assertThat(meeting.alice.engine.snapshots()).isEmpty();
        assertThat(meeting.bob.engine.snapshots()).isEmpty();
    }

    @Test
    void who_asks_for_eap_where_it_is_not_allowed_is_refused() {
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", PASSWORD, EapMethodType.MSCHAPV2))
                        .remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(trusting(ROOT)));
        assertThat(closed(meeting.bob))
                .isInstanceOfSatisfying(
                        Rejection.Authentication.class,
                        rejection -> assertThat(rejection.fault()).isEqualTo(Fault.EAP_NOT_ALLOWED));
    }

    /** RFC 7296 2.16: no word of ours before the responder has proved who it is. */
    @Test
    void an_initiator_says_no_password_to_a_responder_that_it_does_not_believe() {
        Issued stranger = STRANGER.issue("CN=bob", each -> each.dns("bob.example"));
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", PASSWORD, EapMethodType.GTC))
                        .remote(trusting(ROOT)),
                Peers.bob().local(own(stranger)).remote(asking(true, EapMethodType.GTC)));
        assertThat(sent(meeting.alice, EapPayload.class)).isEmpty();
        assertThat(meeting.bob.engine.snapshots())
                .as("the initiator has broken off")
                .isEmpty();
    }

    @Test
    void eap_without_any_proof_of_the_responder_is_not_enough_for_the_initiator() {
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", PASSWORD, EapMethodType.MSCHAPV2))
                        .remote(onlyEap()),
                Peers.bob().local(onlyEap()).remote(asking(true, EapMethodType.MSCHAPV2)));
        assertThat(sent(meeting.bob, CertPayload.class)).isEmpty();
        assertThat(closed(meeting.alice))
                .as("MSCHAPv2 is not safe enough for that (RFC 5998 4)")
                .isInstanceOfSatisfying(
                        Rejection.Authentication.class,
                        rejection -> assertThat(rejection.fault()).isEqualTo(Fault.EAP_NOT_MUTUAL));
        assertThat(sent(meeting.alice, EapPayload.class)).isEmpty();
        meeting.assertNothingInstalled();
    }

    /** RFC 5998 3: no password by a method that does not make the responder prove itself. */
    @Test
    void an_initiator_says_no_password_to_a_responder_that_is_to_prove_itself_by_eap() {
        AuthenticationMethod either = new AuthenticationMethod.AnyOf(List.of(trusting(ROOT), onlyEap()));
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", PASSWORD, EapMethodType.GTC))
                        .remote(either),
                Peers.bob().local(onlyEap()).remote(asking(true, EapMethodType.GTC)));
        assertThat(sent(meeting.alice, EapPayload.class)).isEmpty();
        assertThat(meeting.alice.installed).isEmpty();
    }

    @Test
    void what_eap_has_not_authenticated_ends_no_ike_sa_of_others() {
        Peers.Draft bobs = Peers.bob().local(own(BOB)).remote(asking(true, EapMethodType.MSCHAPV2));
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", PASSWORD, EapMethodType.MSCHAPV2))
                        .remote(trusting(ROOT)),
                bobs);
        meeting.assertEstablished();
        meeting.alice = meeting.peers.new End(Peers.settings(3));
        meeting.alice.step(Peers.initiate(Peers.alice()
                .local(answering("alice.example", PASSWORD, EapMethodType.MSCHAPV2))
                .remote(trusting(ROOT))
                .build()));
        Peers.settle(meeting.alice, meeting.bob);
        assertThat(meeting.bob.engine.snapshots())
                .as("of Ana and of who calls itself the same")
                .hasSize(2);
    }

    @Test
    void a_responder_that_would_do_with_eap_alone_proves_itself_to_who_does_not_ask_for_that() {
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", PASSWORD, EapMethodType.MSCHAPV2))
                        .remote(trusting(ROOT)),
                Peers.bob()
                        .local(new AuthenticationMethod.AnyOf(List.of(onlyEap(), own(BOB))))
                        .remote(asking(true, EapMethodType.MSCHAPV2)));
        meeting.assertEstablished();
        assertThat(sent(meeting.bob, CertPayload.class)).hasSize(1);
    }

    @Test
    void a_back_end_that_never_answers_ends_with_the_half_open_timeout() {
        EapAuthentication silent = (spi, initiator, path) -> (message, worker) -> new CompletableFuture<>();
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", PASSWORD, EapMethodType.MSCHAPV2))
                        .remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(new AuthenticationMethod.Eap(silent)));
        assertThat(meeting.bob.engine.memory().questions()).isOne();
        meeting.bob.waitForDeadline();
        assertThat(meeting.bob.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.HALF_OPEN_TIMEOUT);
        assertThat(meeting.bob.engine.memory().questions()).isZero();
    }

    @Test
    void a_back_end_that_fails_ends_that_ike_sa_only() {
        EapAuthentication broken = (spi, initiator, path) -> new Broken();
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", PASSWORD, EapMethodType.MSCHAPV2))
                        .remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(new AuthenticationMethod.Eap(broken)));
        assertThat(closed(meeting.bob)).isInstanceOf(Rejection.Eap.class);
        assertThat(meeting.bob.engine.snapshots()).isEmpty();
    }

    @Test
    void nobody_proves_anything() {
        meeting.connect(
                Peers.alice().local(new AuthenticationMethod.Null()).remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(new AuthenticationMethod.Null()));
        meeting.assertEstablished();
        assertThat(sent(meeting.alice, AuthPayload.class))
                .extracting(AuthPayload::method)
                .containsExactly(AuthMethod.NULL);
    }

    @Test
    void of_two_profiles_for_an_identity_the_method_of_the_initiator_decides() {
        meeting.connect(
                Peers.alice().local(own(ALICE)).remote(trusting(ROOT)),
                Peers.bob(),
                Peers.bob().peer("certified", Peers.ALICE).local(own(BOB)).remote(trusting(ROOT)));
        meeting.assertEstablished();
        assertThat(meeting.requests.get(0).profileName()).isEqualTo("certified");
    }

    // Parts

    private static final class Broken implements EapConversation {
        @Override
        public CompletionStage<EapOutcome> receive(Optional<byte[]> message, Executor worker) {
            return CompletableFuture.failedFuture(new IllegalStateException("no server"));
        }
    }

    private static Rejection authentication(AuthMethod method, Fault fault) {
        return new Rejection.Authentication("to-alice", Optional.of(Peers.ALICE.toWire()), Optional.of(method), fault);
    }
}
