package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.eap.EapMethodType;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ResumableSession;
import io.flexike.ike.session.ResumptionTicket;
import io.flexike.ike.session.TicketIssuance;
import io.flexike.ike.session.TicketKeys;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a ticket does not open (RFC 5723 4.3, 9). */
class TicketRefusalScenarioTest extends TicketHolders {
    @Test
    void a_ticket_without_its_keys_is_worth_nothing() {
        ResumptionTicket ticket = connect();
        ResumableSession session = ticket.session(SecretAccess.granted());
        byte[] other = session.skD().toByteArray(SecretAccess.granted());
        other[0] ^= 1;
        ResumptionTicket stolen = new ResumptionTicket(
                ticket.octets(SecretAccess.granted()),
                new ResumableSession(
                        session.initiator(),
                        session.responder(),
                        session.initiatorSpi(),
                        session.responderSpi(),
                        session.suite(),
                        SecretBytes.copyOf(other),
                        session.authentication(),
                        session.profileName(),
                        session.authenticatedAt(),
                        session.expiresAt()));
        Peers.End mallory = asking(6);
        mallory.step(resume(stolen));
        Peers.settle(mallory, bob);
        assertThat(mallory.installed).isEmpty();
        assertThat(bob.installed).hasSize(1);
        resume(3, ticket);
        assertThat(alice.installed).hasSize(1);
        assertThat(bob.installed).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 9, 40, 41, 48, 49, 60, -17, -16, -1})
    void a_tampered_ticket_is_refused_like_any_other_and_leads_to_a_full_exchange(int at) {
        ResumptionTicket ticket = connect();
        byte[] octets = ticket.octets(SecretAccess.granted());
        octets[at < 0 ? octets.length + at : at] ^= 0x20;
        restart(3);
        int before = bob.engine.snapshots().size();
        alice.step(resume(new ResumptionTicket(octets, ticket.session(SecretAccess.granted()))));
        alice.deliverTo(bob);
        assertNack(bob.sent.peek());
        assertThat(bob.engine.snapshots()).hasSize(before);
        Peers.settle(alice, bob);
        assertMadeFromScratch();
    }

    @Test
    void who_has_proved_nothing_gets_no_ticket() {
        bob = granting(Peers.bob()
                .peer("to-alice", Peers.ALICE)
                .remote(new AuthenticationMethod.Null())
                .build());
        alice.step(Peers.initiate(
                Peers.alice().local(new AuthenticationMethod.Null()).build()));
        Peers.settle(alice, bob);
        assertThat(alice.installed).hasSize(1);
        assertThat(alice.events(IkeEvent.TicketReceived.class)).isEmpty();
    }

    @Test
    void whom_eap_has_authenticated_gets_no_ticket() {
        bob = granting(Peers.bob()
                .local(Proofs.own(Proofs.BOB))
                .remote(Proofs.asking(true, EapMethodType.MSCHAPV2))
                .build());
        alice.step(Peers.initiate(Peers.alice()
                .local(Proofs.answering("ana", Proofs.PASSWORD, EapMethodType.MSCHAPV2))
                .remote(Proofs.trusting(Proofs.ROOT))
                .build()));
        Peers.settle(alice, bob);
        assertThat(alice.installed).hasSize(1);
        assertThat(alice.events(IkeEvent.TicketReceived.class)).isEmpty();
    }

    @Test
    void a_gateway_that_does_not_answer_is_asked_for_a_full_exchange() {
        ResumptionTicket ticket = connect();
        restart(3);
        alice.step(resume(ticket));
        while (alice.events(IkeEvent.ResumptionRefused.class).isEmpty()) {
            assertThat(alice.sent.size()).isLessThan(5);
            alice.waitForDeadline();
        }
        assertThat(alice.sent).hasSize(4);
        IkeOutput.Transmit init = alice.sent.removeLast();
        alice.sent.clear();
        alice.sent.add(init);
        Peers.settle(alice, bob);
        assertMadeFromScratch();
    }

    @Test
    void a_gateway_that_has_lost_its_keys_or_grants_no_tickets_any_more_refuses_at_once() {
        ResumptionTicket ticket = connect();
        for (TicketIssuance now :
                List.of(TicketIssuance.none(), TicketIssuance.byValue(TicketKeys.generated(Peers.random(9)), HOUR))) {
            issuance = now;
            bob = granting();
            assertRefused(3, ticket);
            Peers.settle(alice, bob);
            assertMadeFromScratch();
        }
    }

    @Test
    void two_half_open_ike_sas_of_one_ticket_do_not_both_come_up() {
        ResumptionTicket ticket = connect();
        restart(3);
        Peers.End first = alice;
        Peers.End second = asking(4);
        first.step(resume(ticket));
        second.step(resume(ticket));
        first.deliverTo(bob);
        bob.deliverTo(first);
        second.deliverTo(bob);
        bob.deliverTo(second);
        Peers.settle(first, bob);
        Peers.settle(second, bob);
        assertThat(first.engine.snapshots()).hasSize(1);
        assertThat(second.engine.snapshots()).isEmpty();
        assertThat(second.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
    }

    @Test
    void a_copied_request_makes_nothing_but_a_half_open_ike_sa_and_does_not_use_the_ticket_up() {
        ResumptionTicket ticket = connect();
        restart(3);
        alice.step(resume(ticket));
        IkeOutput.Transmit copied = alice.sent.peek();
        bob.receive(copied);
        bob.receive(copied);
        // The very same request makes one IKE SA only.
        assertThat(bob.engine.snapshots()).hasSize(2);
        assertThat(bob.sent.remove().octets()).isEqualTo(bob.sent.remove().octets());
        Peers.settle(alice, bob);
        assertResumed();
        // Later it is refused, and nothing is kept.
        peers.now = peers.now.plusSeconds(60);
        bob.step(new IkeInput.DeadlineReached());
        byte[] other = copied.octets().clone();
        other[0] ^= 1;
        bob.receive(new IkeOutput.Transmit(copied.path(), other));
        assertNack(bob.sent.remove());
        assertThat(bob.engine.snapshots()).hasSize(1);
    }

    @Test
    void a_ticket_belongs_to_its_profile_on_both_ends() {
        ResumptionTicket ticket = connect();
        restart(3);
        PeerProfile same = Peers.alice().build();
        PeerProfile other = new PeerProfile(
                "other",
                same.localIdentity(),
                same.remoteIdentity(),
                same.expectedRemote(),
                same.localAuthentication(),
                same.remoteAuthentication(),
                same.ikeProposals(),
                same.espProposals(),
                same.localSelectors(),
                same.remoteSelectors(),
                same.configurationRequest(),
                same.ikePolicy(),
                same.childPolicy());
        alice.step(resume(ticket, other));
        Peers.settle(alice, bob);
        assertThat(sentRequests(alice)).startsWith(ExchangeType.IKE_SA_INIT);
        // The responder's profile allows other algorithms now.
        Proposal weaker = Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(KeyExchangeMethod.ECP_256)
                .build();
        bob = granting(Peers.bob().ike(weaker).build());
        assertRefused(4, ticket);
    }

    @Test
    void a_forged_refusal_costs_the_ticket_but_not_the_session() {
        ResumptionTicket ticket = connect();
        restart(3);
        alice.step(resume(ticket));
        IkeHeader request = header(alice.sent.remove().octets());
        byte[] forged = IkeMessage.encode(
                IkeHeader.of(request.initiatorSpi(), 0, ExchangeType.IKE_SESSION_RESUME, false, true, 0),
                List.of(NotifyPayload.of(NotifyType.TICKET_NACK)));
        alice.step(new IkeInput.DatagramReceived(PATH, forged));
        Peers.settle(alice, bob);
        assertMadeFromScratch();
    }

    private static IkeHeader header(byte[] octets) {
        try {
            return IkeHeader.decode(ByteBuffer.wrap(octets));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_application_is_asked_as_in_any_other_authentication() {
        ResumptionTicket ticket = connect();
        bob.authorizer = request -> Optional.of(new Authorization.Refused("locked"));
        resume(3, ticket);
        assertThat(alice.engine.snapshots()).isEmpty();
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        // What was refused has not used the ticket up.
        bob.authorizer = request -> Optional.of(new Authorization.Granted(
                List.of(),
                Peers.bob().build().localSelectors(),
                Peers.bob().build().remoteSelectors()));
        assertResumedBy(4, ticket);
    }
}
