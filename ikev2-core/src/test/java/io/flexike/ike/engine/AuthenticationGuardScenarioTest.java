package io.flexike.ike.engine;

import static io.flexike.ike.engine.Meeting.authentications;
import static io.flexike.ike.engine.Meeting.closed;
import static io.flexike.ike.engine.Meeting.sent;
import static io.flexike.ike.engine.Proofs.ALICE;
import static io.flexike.ike.engine.Proofs.BOB;
import static io.flexike.ike.engine.Proofs.PASSWORD;
import static io.flexike.ike.engine.Proofs.ROOT;
import static io.flexike.ike.engine.Proofs.SHARED;
import static io.flexike.ike.engine.Proofs.answering;
import static io.flexike.ike.engine.Proofs.asking;
import static io.flexike.ike.engine.Proofs.onlyEap;
import static io.flexike.ike.engine.Proofs.own;
import static io.flexike.ike.engine.Proofs.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.eap.EapMethodType;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.payload.EapPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.EapAuthentication;
import io.flexike.ike.session.EapOutcome;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.session.Rejection.Authentication.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What strangers cost and learn, and what becomes of answers that come late or are wrong. */
class AuthenticationGuardScenarioTest {
    private final Meeting meeting = new Meeting();
    private final SecretBytes msk = SecretBytes.ofUtf8("a master session key");
    private final Answer success = new Answer.EapReply(
            new EapOutcome.Succeeded(new byte[] {3, 1, 0, 4}, Optional.of(msk), Optional.empty(), true));

    /** What a conversation of EAP is going to say. */
    private CompletableFuture<EapOutcome> said = new CompletableFuture<>();

    private final EapAuthentication slow = (spi, initiator, path) -> (message, worker) -> said;

    // Memory

    @Test
    void who_is_not_authenticated_yet_cannot_ask_for_very_much() {
        Peers.Draft alices = Peers.alice()
                .request(new ConfigurationAttribute(ConfigurationAttributeType.APPLICATION_VERSION, new byte[11_000]));
        meeting.connect(
                alices.local(SHARED).remote(SHARED), Peers.bob().local(SHARED).remote(SHARED));
        meeting.assertEstablished();
        meeting.connect(
                alices.local(answering("ana", PASSWORD, EapMethodType.MSCHAPV2)).remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(asking(true, EapMethodType.MSCHAPV2)));
        assertThat(meeting.bob.only(IkeEvent.IkeSaClosed.class).reason().explanation())
                .contains("at most 10240 are kept");
        assertThat(sent(meeting.bob, EapPayload.class)).isEmpty();
    }

    // Answers

    @Test
    void a_question_of_an_ike_sa_that_is_over_is_withdrawn_and_a_late_key_destroyed() {
        connectToSlowServer();
        meeting.bob.waitForDeadline();
        assertThat(meeting.bob.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.HALF_OPEN_TIMEOUT);
        assertThat(meeting.bob.withdrawn).containsExactly(meeting.bob.lastAsked);
        meeting.bob.step(new IkeInput.Answered(meeting.bob.lastAsked, success));
        assertThat(msk.isDestroyed()).isTrue();
    }

    @Test
    void an_answer_of_another_kind_is_ignored_and_the_question_stays() {
        connectToSlowServer();
        long asked = meeting.bob.lastAsked;
        meeting.bob.step(new IkeInput.Authorize(asked, new Authorization.Refused("not asked")));
        meeting.bob.step(new IkeInput.Answered(asked, new Answer.Signed(new byte[64])));
        meeting.bob.step(new IkeInput.Answered(asked + 1, success));
        assertThat(msk.isDestroyed()).as("nobody has asked for it").isTrue();
        assertThat(meeting.bob.engine.memory().questions()).isOne();
        assertThat(meeting.bob.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        said.complete(new EapOutcome.Failed(new byte[] {4, 1, 0, 4}, "no such user"));
        assertThat(closed(meeting.bob)).isInstanceOf(Rejection.Eap.class);
        assertThat(meeting.bob.withdrawn).isEmpty();
    }

    @Test
    void only_the_application_authorizes_a_peer() {
        meeting.begin(
                Peers.alice().local(SHARED).remote(SHARED),
                Peers.bob().local(SHARED).remote(SHARED));
        meeting.bob.authorizer = request -> Optional.empty();
        Peers.settle(meeting.alice, meeting.bob);
        long asked = meeting.bob.lastQuestion;
        meeting.bob.step(new IkeInput.Answered(asked, success));
        meeting.bob.step(new IkeInput.Answered(asked, new Answer.Unanswered("no idea")));
        assertThat(msk.isDestroyed()).isTrue();
        assertThat(meeting.bob.engine.memory().questions()).isOne();
        assertThat(meeting.bob.engine.snapshots())
                .extracting(IkeSaSnapshot::phase)
                .containsExactly(IkeSaSnapshot.Phase.AUTHENTICATING);
        meeting.bob.step(new IkeInput.Authorize(
                asked,
                new Authorization.Granted(
                        List.of(),
                        Peers.bob().build().localSelectors(),
                        Peers.bob().build().remoteSelectors())));
        Peers.settle(meeting.alice, meeting.bob);
        meeting.assertEstablished();
    }

    private void connectToSlowServer() {
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", PASSWORD, EapMethodType.MSCHAPV2))
                        .remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(new AuthenticationMethod.Eap(slow)));
        assertThat(meeting.bob.engine.memory().questions()).isOne();
    }

    // The end

    @Test
    void the_limit_of_a_shutdown_holds_also_after_a_question() {
        meeting.connect(
                Peers.alice().local(new AuthenticationMethod.Eap(slow)).remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(asking(true, EapMethodType.MSCHAPV2)));
        assertThat(meeting.alice.engine.memory().questions()).isOne();
        Instant limit = meeting.peers.now.plusSeconds(60);
        meeting.alice.step(new IkeInput.Shutdown(Duration.ofSeconds(60)));
        said.complete(new EapOutcome.Continue(new byte[] {2, 1, 0, 5, 1}));
        // HDR, SK {EAP}  -->   and Bob is silent from now on
        while (meeting.alice.events(IkeEvent.IkeSaClosed.class).isEmpty()) {
            meeting.alice.waitForDeadline();
        }
        assertThat(meeting.peers.now).isEqualTo(limit);
    }

    @Test
    void the_limit_of_a_shutdown_holds_if_nobody_ever_answers() {
        meeting.connect(
                Peers.alice().local(new AuthenticationMethod.Eap(slow)).remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(asking(true, EapMethodType.MSCHAPV2)));
        Instant limit = meeting.peers.now.plusSeconds(5);
        meeting.alice.step(new IkeInput.Shutdown(Duration.ofSeconds(5)));
        meeting.alice.waitForDeadline();
        assertThat(meeting.alice.events(IkeEvent.IkeSaClosed.class)).hasSize(1);
        assertThat(meeting.peers.now).isEqualTo(limit);
        assertThat(meeting.alice.withdrawn).hasSize(1);
    }

    @Test
    void what_has_not_begun_to_authenticate_ends_at_once() {
        meeting.begin(
                Peers.alice().local(own(ALICE, Proofs.elsewhere(ALICE))).remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(trusting(ROOT)));
        List<Runnable> later = new ArrayList<>();
        meeting.alice.worker = later::add;
        Peers.settle(meeting.alice, meeting.bob);
        assertThat(later).hasSize(1);
        meeting.alice.step(new IkeInput.DeleteIkeSa(meeting.alice.initiated.get(0)));
        assertThat(meeting.alice.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.LOCAL_REQUEST);
        assertThat(meeting.alice.engine.memory().questions()).isZero();
        assertThat(authentications(meeting.alice)).isEmpty();
    }

    // Authorization

    @Test
    void who_is_not_authorized_takes_the_place_of_nobody() {
        meeting.connect(
                Peers.alice().local(SHARED).remote(SHARED),
                Peers.bob().local(SHARED).remote(SHARED));
        meeting.assertEstablished();
        meeting.bob.authorizer = request -> {
            meeting.requests.add(request);
            return Optional.of(new Authorization.Refused("suspended account"));
        };
        Peers.End reborn = meeting.peers.new End(Peers.settings(7));
        reborn.step(Peers.initiate(Peers.alice().local(SHARED).remote(SHARED).build()));
        // HDR, SK {IDi, IDr, AUTH, N(INITIAL_CONTACT), SAi2, TSi, TSr}  -->
        Peers.settle(reborn, meeting.bob);
        assertThat(meeting.requests.get(0).initialContact()).isTrue();
        assertThat(meeting.bob.engine.snapshots())
                .extracting(IkeSaSnapshot::localSpi)
                .containsExactly(meeting.bob.installed.get(0).ikeSpi());
        assertThat(meeting.bob.removed).isEmpty();
    }

    // What strangers learn

    @Test
    void an_unknown_identity_costs_as_much_work_as_a_wrong_key_or_method() {
        List<Integer> wrongKey = workFor(Peers.alice().key("another"), Peers.bob());
        assertThat(wrongKey).isNotEmpty();
        assertThat(workFor(Peers.alice().key("another"), Peers.bob().peer("to-bella", Identity.fqdn("bella.example"))))
                .isEqualTo(wrongKey);
        assertThat(workFor(Peers.alice().key("another"), Peers.bob().remote(trusting(ROOT))))
                .isEqualTo(wrongKey);
    }

    /** Octets of what goes through a PRF while Bob refuses a request of IKE_AUTH. */
    private List<Integer> workFor(Peers.Draft alices, Peers.Draft bobs) {
        RecordingCrypto crypto = new RecordingCrypto();
        meeting.begin(alices, bobs);
        meeting.bob = meeting.peers.new End(EngineSettings.of(crypto, Peers.random(2), List.of(bobs.build()))
                .withTracing(true, false));
        meeting.alice.deliverTo(meeting.bob);
        meeting.bob.deliverTo(meeting.alice);
        crypto.computations.clear();
        meeting.alice.deliverTo(meeting.bob);
        assertThat(sent(meeting.bob, NotifyPayload.class))
                .filteredOn(NotifyPayload::isError)
                .containsExactly(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED));
        return List.copyOf(crypto.computations);
    }

    @Test
    void a_certificate_of_an_unknown_identity_is_looked_at_and_refused() {
        meeting.begin(
                Peers.alice().local(own(ALICE)).remote(SHARED),
                Peers.bob()
                        .peer("to-bella", Identity.fqdn("bella.example"))
                        .local(SHARED)
                        .remote(trusting(ROOT)));
        List<Runnable> checks = new ArrayList<>();
        meeting.bob.worker = checks::add;
        Peers.settle(meeting.alice, meeting.bob);
        assertThat(checks).hasSize(1);
        assertThat(meeting.bob.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        checks.remove(0).run();
        Peers.settle(meeting.alice, meeting.bob);
        assertThat(closed(meeting.bob)).isInstanceOf(Rejection.UnknownIdentity.class);
        assertThat(sent(meeting.bob, NotifyPayload.class))
                .filteredOn(NotifyPayload::isError)
                .containsExactly(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED));
    }

    // Before EAP

    /** RFC 7296 2.16: a signature, so that nobody asks for a password who has no key of the gateway. */
    @Test
    void a_responder_proves_itself_by_nothing_but_a_signature_before_eap() {
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", PASSWORD, EapMethodType.MSCHAPV2))
                        .remote(new AuthenticationMethod.AnyOf(List.of(SHARED, onlyEap()))),
                Peers.bob().local(SHARED).remote(asking(true, EapMethodType.MSCHAPV2)));
        assertThat(closed(meeting.bob))
                .isInstanceOfSatisfying(
                        Rejection.Authentication.class,
                        rejection -> assertThat(rejection.fault()).isEqualTo(Fault.EAP_NOT_MUTUAL));
        assertThat(sent(meeting.bob, AuthPayload.class)).isEmpty();
        assertThat(sent(meeting.bob, EapPayload.class)).isEmpty();
    }

    @Test
    void who_has_proved_nothing_asks_for_a_password_in_vain() {
        meeting.connect(
                Peers.alice()
                        .local(new AuthenticationMethod.InTurn(
                                own(ALICE), answering("ana", PASSWORD, EapMethodType.GTC)))
                        .remote(new AuthenticationMethod.Null()),
                Peers.bob()
                        .local(new AuthenticationMethod.Null())
                        .remote(new AuthenticationMethod.InTurn(trusting(ROOT), asking(true, EapMethodType.GTC))));
        assertThat(sent(meeting.bob, EapPayload.class)).isNotEmpty();
        assertThat(sent(meeting.alice, EapPayload.class)).isEmpty();
        assertThat(closed(meeting.alice)).isInstanceOf(Rejection.Authentication.class);
    }
}
