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
import static io.flexike.ike.engine.Proofs.own;
import static io.flexike.ike.engine.Proofs.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.ike.eap.EapMethodType;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.IdrPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.session.Rejection.Authentication.Fault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several methods of authentication in turn, between two engines (RFC 4739). */
class SeveralMethodsScenarioTest {
    private final Meeting meeting = new Meeting();

    @Test
    void a_certificate_and_then_eap() {
        // RFC 4739 2.3
        AuthenticationMethod local = new AuthenticationMethod.InTurn(
                List.of(own(ALICE), answering("ana", PASSWORD, EapMethodType.MSCHAPV2)),
                List.of(Optional.of(Identity.email("ana@example"))));
        AuthenticationMethod remote =
                new AuthenticationMethod.InTurn(trusting(ROOT), asking(true, EapMethodType.MSCHAPV2));
        meeting.connect(
                Peers.alice().local(local).remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(remote));
        meeting.assertEstablished();
        assertThat(meeting.requests.get(0).eapIdentity()).contains("ana");
        assertThat(meeting.requests.get(0).remoteIdentity()).isEqualTo(Peers.ALICE.toWire());
    }

    @Test
    void two_rounds_of_eap() {
        // RFC 4739 2.2
        AuthenticationMethod local = new AuthenticationMethod.InTurn(
                answering("ana", PASSWORD, EapMethodType.MSCHAPV2), answering("ana", PASSWORD, EapMethodType.GTC));
        AuthenticationMethod remote =
                new AuthenticationMethod.InTurn(asking(true, EapMethodType.MSCHAPV2), asking(true, EapMethodType.GTC));
        meeting.connect(
                Peers.alice().local(local).remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(remote));
        meeting.assertEstablished();
    }

    @Test
    void two_certificates_of_the_initiator() {
        // RFC 4739 2.4
        AuthenticationMethod local = new AuthenticationMethod.InTurn(own(ALICE), SHARED);
        AuthenticationMethod remote = new AuthenticationMethod.InTurn(trusting(ROOT), SHARED);
        meeting.connect(
                Peers.alice().local(local).remote(SHARED),
                Peers.bob().local(SHARED).remote(remote));
        meeting.assertEstablished();
    }

    @Test
    void two_proofs_of_the_responder() {
        // RFC 4739 2.5
        AuthenticationMethod local = new AuthenticationMethod.InTurn(own(BOB), SHARED);
        AuthenticationMethod remote = new AuthenticationMethod.InTurn(trusting(ROOT), SHARED);
        meeting.connect(
                Peers.alice().local(SHARED).remote(remote),
                Peers.bob().local(local).remote(SHARED));
        meeting.assertEstablished();
    }

    @Test
    void who_leaves_out_the_second_method_is_refused() {
        AuthenticationMethod remote =
                new AuthenticationMethod.InTurn(trusting(ROOT), asking(true, EapMethodType.MSCHAPV2));
        meeting.connect(
                Peers.alice().local(own(ALICE)).remote(new AuthenticationMethod.InTurn(trusting(ROOT), SHARED)),
                Peers.bob().local(own(BOB)).remote(remote));
        assertFault(meeting.bob, Fault.METHOD_MISSING);
        meeting.assertNothingInstalled();
    }

    /** RFC 4739 3.1: MULTIPLE_AUTH_SUPPORTED is in the first request of who knows of several methods. */
    @Test
    void a_gateway_that_demands_several_methods_refuses_who_knows_only_one() {
        meeting.connect(
                Peers.alice().local(own(ALICE)).remote(trusting(ROOT)),
                Peers.bob().local(own(BOB)).remote(new AuthenticationMethod.InTurn(trusting(ROOT), SHARED)));
        assertFault(meeting.bob, Fault.SEVERAL_METHODS_NOT_SUPPORTED);
        assertThat(closed(meeting.bob).sentence()).contains("MULTIPLE_AUTH_SUPPORTED");
        meeting.assertNothingInstalled();
    }

    @Test
    void a_gateway_announces_no_second_proof_of_its_own_to_who_knows_only_one() {
        meeting.connect(
                Peers.alice().local(own(ALICE)).remote(trusting(ROOT)),
                Peers.bob()
                        .local(new AuthenticationMethod.InTurn(own(BOB), SHARED))
                        .remote(trusting(ROOT)));
        assertFault(meeting.bob, Fault.SEVERAL_METHODS_NOT_SUPPORTED);
        assertThat(sent(meeting.bob, AuthPayload.class)).isEmpty();
        meeting.assertNothingInstalled();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_initiator_says_nothing_of_itself_to_who_does_not_know_several_methods(boolean itsOwn) {
        AuthenticationMethod several = new AuthenticationMethod.InTurn(own(ALICE), SHARED);
        AuthenticationMethod demanded = new AuthenticationMethod.InTurn(trusting(ROOT), SHARED);
        meeting.connect(
                Peers.alice().local(itsOwn ? several : own(ALICE)).remote(itsOwn ? trusting(ROOT) : demanded),
                Peers.bob().local(own(BOB)).remote(trusting(ROOT)));
        assertFault(meeting.alice, Fault.SEVERAL_METHODS_NOT_SUPPORTED);
        assertThat(authentications(meeting.alice)).isEmpty();
    }

    /** RFC 4739 2.1: announced beside an AUTH payload, and the very next message of the same end has the next one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_next_proof_of_the_responder_comes_at_once_also_beside_eap(boolean itsOwnName) {
        // HDR, SK {IDi, CERTREQ, IDr, N(MULTIPLE_AUTH_SUPPORTED), SAi2, TSi, TSr}  -->
        //                              <--  HDR, SK {IDr, CERT, AUTH, EAP, N(ANOTHER_AUTH_FOLLOWS)}
        // HDR, SK {EAP}  -->           <--  HDR, SK {IDr, AUTH, EAP}   ...
        // HDR, SK {AUTH}  -->          <--  HDR, SK {AUTH, SAr2, TSi, TSr}
        List<Optional<Identity>> name =
                List.of(itsOwnName ? Optional.of(Identity.fqdn("second.example")) : Optional.empty());
        meeting.connect(
                Peers.alice()
                        .local(answering("ana", PASSWORD, EapMethodType.MSCHAPV2))
                        .remote(new AuthenticationMethod.InTurn(List.of(trusting(ROOT), SHARED), name)),
                Peers.bob()
                        .local(new AuthenticationMethod.InTurn(List.of(own(BOB), SHARED), name))
                        .remote(asking(true, EapMethodType.MSCHAPV2)));
        meeting.assertEstablished();
        List<List<Payload>> responses = authentications(meeting.bob);
        assertThat(responses.get(0)).anyMatch(SeveralMethodsScenarioTest::announces);
        assertThat(responses.get(1))
                .hasAtLeastOneElementOfType(IdrPayload.class)
                .hasAtLeastOneElementOfType(AuthPayload.class)
                .noneMatch(SeveralMethodsScenarioTest::announces);
        assertAnnouncedBesideProofs();
    }

    @Test
    void both_ends_prove_themselves_twice() {
        meeting.connect(
                Peers.alice()
                        .local(new AuthenticationMethod.InTurn(own(ALICE), SHARED))
                        .remote(new AuthenticationMethod.InTurn(trusting(ROOT), SHARED)),
                Peers.bob()
                        .local(new AuthenticationMethod.InTurn(own(BOB), SHARED))
                        .remote(new AuthenticationMethod.InTurn(trusting(ROOT), SHARED)));
        meeting.assertEstablished();
        assertThat(authentications(meeting.bob)).hasSize(2);
        assertAnnouncedBesideProofs();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PSK", "GTC", "MSCHAPv2"})
    void three_proofs_of_the_responder(String initiators) {
        EapMethodType method = initiators.equals("GTC") ? EapMethodType.GTC : EapMethodType.MSCHAPV2;
        boolean eap = !initiators.equals("PSK");
        meeting.connect(
                Peers.alice()
                        .local(eap ? answering("alice.example", PASSWORD, method) : SHARED)
                        .remote(new AuthenticationMethod.InTurn(trusting(ROOT), SHARED, SHARED)),
                Peers.bob()
                        .local(new AuthenticationMethod.InTurn(own(BOB), SHARED, SHARED))
                        .remote(eap ? asking(false, method) : SHARED));
        meeting.assertEstablished();
        assertAnnouncedBesideProofs();
    }

    /** RFC 4739 2.4, RFC 7296 2.21.2: the last response needs no AUTH payload, and an error in it is not of it. */
    @Test
    void a_child_sa_that_fails_after_the_second_method_leaves_the_ike_sa_on_both_ends() {
        // HDR, SK {IDi, AUTH}  -->                                   <--  HDR, SK {N(NO_PROPOSAL_CHOSEN)}
        meeting.connect(
                Peers.alice()
                        .local(new AuthenticationMethod.InTurn(own(ALICE), SHARED))
                        .remote(SHARED)
                        .esp(proposal(EncryptionAlgorithm.AES_CBC)),
                Peers.bob()
                        .local(SHARED)
                        .remote(new AuthenticationMethod.InTurn(trusting(ROOT), SHARED))
                        .esp(proposal(EncryptionAlgorithm.AES_CTR)));
        assertThat(authentications(meeting.bob).get(1)).noneMatch(AuthPayload.class::isInstance);
        for (Peers.End end : List.of(meeting.alice, meeting.bob)) {
            assertThat(end.engine.snapshots()).hasSize(1);
            assertThat(end.only(IkeEvent.ChildSaRefused.class).reason().explanation())
                    .contains("proposal");
        }
    }

    /** RFC 7296 2.21.2: only three errors end the IKE SA without a word. */
    @Test
    void an_error_in_place_of_a_proof_ends_the_ike_sa_of_the_responder_as_well() {
        meeting.begin(
                Peers.alice().local(SHARED).remote(SHARED),
                Peers.bob().local(SHARED).remote(SHARED));
        meeting.alice.deliverTo(meeting.bob);
        meeting.bob.deliverTo(meeting.alice);
        meeting.alice.deliverTo(meeting.bob);
        assertThat(meeting.bob.engine.snapshots()).hasSize(1);
        meeting.alice.receive(ProtectedForgery.of(meeting.bob)
                .payloads(List.of(NotifyPayload.of(NotifyType.INTERNAL_ADDRESS_FAILURE))));
        Peers.settle(meeting.alice, meeting.bob);
        assertThat(meeting.alice.engine.snapshots()).isEmpty();
        assertThat(meeting.bob.engine.snapshots()).isEmpty();
        assertThat(closed(meeting.alice))
                .isInstanceOfSatisfying(
                        Rejection.ByPeer.class,
                        rejection -> assertThat(rejection.told()).isEqualTo(NotifyType.INTERNAL_ADDRESS_FAILURE));
    }

    // Parts

    private static Proposal proposal(EncryptionAlgorithm encryption) {
        return Proposal.esp()
                .encryption(encryption, 256)
                .integrity(IntegrityAlgorithm.HMAC_SHA2_512_256)
                .build();
    }

    private static boolean announces(Payload payload) {
        return payload.equals(NotifyPayload.of(NotifyType.ANOTHER_AUTH_FOLLOWS));
    }

    /** RFC 4739 3.2. */
    private void assertAnnouncedBesideProofs() {
        assertThat(authentications(meeting.bob))
                .filteredOn(message -> message.stream().anyMatch(SeveralMethodsScenarioTest::announces))
                .isNotEmpty()
                .allSatisfy(message -> assertThat(message).hasAtLeastOneElementOfType(AuthPayload.class));
    }

    private static void assertFault(Peers.End end, Fault fault) {
        assertThat(closed(end))
                .isInstanceOfSatisfying(
                        Rejection.Authentication.class,
                        rejection -> assertThat(rejection.fault()).isEqualTo(fault));
    }
}
