package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ResumableSession;
import io.flexike.ike.session.ResumptionTicket;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.session.SessionContinuity;
import io.flexike.ike.session.TicketIssuance;
import io.flexike.ike.session.TicketKeys;
import io.flexike.ike.session.TicketStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumptionScenarioTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Path PATH = new Path(Peers.A500, Peers.B500, false);
    private static final Path NAT_PATH = new Path(Peers.A4500, Peers.B4500, true);

    private final Peers peers = new Peers();
    private final TicketKeys keys = TicketKeys.generated(Peers.random(77));
    private TicketIssuance issuance = TicketIssuance.byValue(keys, HOUR);
    private Peers.End alice = asking(1);
    private Peers.End bob = granting();

    @BeforeEach
    void someSecondsAreOver() {
        peers.now = Instant.EPOCH.plusSeconds(1000);
    }

    private Peers.End asking(long seed) {
        return peers
        .new End(Peers.settings(seed).withTracing(true, true).with(SessionContinuity.DEFAULT.withWantingTickets(true)));
    }

    private Peers.End granting(PeerProfile... profiles) {
        return granting(EngineLimits.DEFAULT, profiles);
    }

    private Peers.End granting(EngineLimits limits, PeerProfile... profiles) {
        PeerProfile[] all =
                profiles.length == 0 ? new PeerProfile[] {Peers.bob().build()} : profiles;
        return peers.new End(Peers.settings(2, all).with(limits).with(SessionContinuity.DEFAULT.withTickets(issuance)));
    }

    private ResumptionTicket connect() {
        alice.step(Peers.initiate(Peers.alice().build()));
        // HDR, SK {IDi, IDr, AUTH, SAi2, TSi, TSr, N(TICKET_REQUEST)}  -->
        //                  <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr, N(TICKET_LT_OPAQUE)}
        Peers.settle(alice, bob);
        return alice.only(IkeEvent.TicketReceived.class).ticket();
    }

    /** Alice starts anew and knows nothing but what she has kept. */
    private void restart(long seed) {
        alice = asking(seed);
    }

    private static IkeInput.Resume resume(ResumptionTicket ticket) {
        return resume(ticket, Peers.alice().build());
    }

    private static IkeInput.Resume resume(ResumptionTicket ticket, PeerProfile profile) {
        return new IkeInput.Resume(5, profile, PATH, NAT_PATH, ticket);
    }

    private static List<ExchangeType> sentRequests(Peers.End end) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(message -> message.sent() && !message.header().response() && !message.retransmission())
                .map(message -> message.header().exchange())
                .toList();
    }

    private void assertResumed() {
        assertThat(sentRequests(alice)).startsWith(ExchangeType.IKE_SESSION_RESUME);
        assertThat(sentRequests(alice)).doesNotContain(ExchangeType.IKE_SA_INIT);
        assertThat(alice.engine.snapshots()).hasSize(1);
        assertThat(alice.engine.snapshots().get(0).children()).hasSize(1);
        assertThat(bob.engine.snapshots()).hasSize(1);
        assertThat(bob.engine.snapshots().get(0).children()).hasSize(1);
        assertThat(bob.engine.snapshots().get(0).remoteIdentity())
                .contains(Peers.alice().build().localIdentity().toWire());
    }

    private void assertMadeFromScratch() {
        assertThat(sentRequests(alice)).contains(ExchangeType.IKE_SA_INIT);
        assertThat(alice.engine.snapshots()).hasSize(1);
        assertThat(alice.engine.snapshots().get(0).children()).hasSize(1);
        alice.only(IkeEvent.ResumptionRefused.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_lost_session_is_resumed_without_a_key_exchange_and_the_old_one_goes_silently(boolean byValue) {
        issuance = byValue ? issuance : TicketIssuance.byReference(TicketStore.inMemory(10), HOUR);
        bob = granting();
        ResumptionTicket ticket = connect();
        long old = bob.engine.snapshots().get(0).localSpi();
        restart(3);
        alice.step(resume(ticket));
        // HDR, Ni, N(TICKET_OPAQUE), N(NAT_DETECTION...)  -->   <--  HDR, Nr, N(NAT_DETECTION...)
        // HDR, SK {IDi, IDr, AUTH, SAi2, TSi, TSr, N(TICKET_REQUEST)}  -->
        //                  <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr, N(TICKET_LT_OPAQUE)}
        Peers.settle(alice, bob);
        assertResumed();
        IkeEvent.MessageTraced first =
                alice.events(IkeEvent.MessageTraced.class).get(0);
        assertThat(first.payloads()).extracting(Payload::type).doesNotContain(PayloadType.KE, PayloadType.SA);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).sa().localSpi()).isEqualTo(old);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REPLACED);
        assertThat(bob.removed).hasSize(1);
        assertThat(alice.installed.get(0).keys().inboundEncryption())
                .isEqualTo(bob.installed.get(1).keys().outboundEncryption());
        // A new ticket is there, and it works as well.
        ResumptionTicket next = alice.only(IkeEvent.TicketReceived.class).ticket();
        assertThat(next).isNotEqualTo(ticket);
        restart(4);
        alice.step(resume(next));
        Peers.settle(alice, bob);
        assertResumed();
    }

    @Test
    void the_same_engine_lets_its_own_old_ike_sa_go_without_a_word() {
        ResumptionTicket ticket = connect();
        alice.step(resume(ticket));
        Peers.settle(alice, bob);
        assertThat(alice.engine.snapshots()).hasSize(1);
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REPLACED);
        assertThat(bob.engine.snapshots()).hasSize(1);
    }

    @Test
    void the_keys_and_the_auth_payloads_are_those_of_the_rfc() {
        ResumptionTicket ticket = connect();
        SecretBytes oldSkD = ticket.session(SecretAccess.granted()).skD();
        restart(3);
        alice.step(resume(ticket));
        byte[] request = alice.sent.peek().octets();
        alice.deliverTo(bob);
        byte[] response = bob.sent.peek().octets();
        Peers.settle(alice, bob);
        RfcKeys expected = RfcKeys.resumed(oldSkD.toByteArray(SecretAccess.granted()), request, response);
        assertThat(alice.keys.get(0).skEi().toByteArray(SecretAccess.granted())).isEqualTo(expected.skEi());
        assertThat(alice.keys.get(0).skEr().toByteArray(SecretAccess.granted())).isEqualTo(expected.skEr());
        List<IkeEvent.MessageTraced> messages = alice.events(IkeEvent.MessageTraced.class);
        assertThat(RfcKeys.authOf(messages.get(2).payloads())).isEqualTo(expected.auth(true, "alice.example"));
        assertThat(RfcKeys.authOf(messages.get(3).payloads())).isEqualTo(expected.auth(false, "bob.example"));
    }

    @Test
    void a_ticket_survives_a_restart_and_shows_nothing() {
        ResumptionTicket ticket = connect();
        byte[] kept = ticket.encode(SecretAccess.granted());
        ResumptionTicket found =
                ResumptionTicket.decode(kept, SecretAccess.granted()).orElseThrow();
        assertThat(found).isEqualTo(ticket);
        assertThat(ticket.toString()).matches("ResumptionTicket\\[\\d+ octets, until [-:TZ0-9]+]");
        assertThat(alice.only(IkeEvent.TicketReceived.class).toString()).doesNotContain("alice", "bob");
        restart(3);
        alice.step(resume(found));
        Peers.settle(alice, bob);
        assertResumed();
    }

    @Test
    void a_ticket_is_taken_once() {
        ResumptionTicket ticket = connect();
        restart(3);
        alice.step(resume(ticket));
        Peers.settle(alice, bob);
        restart(4);
        alice.step(resume(ticket));
        alice.deliverTo(bob);
        assertNack(bob.sent.peek());
        Peers.settle(alice, bob);
        assertMadeFromScratch();
    }

    private static void assertNack(IkeOutput.Transmit transmit) {
        try {
            IkeMessage message = IkeMessage.decode(ByteBuffer.wrap(transmit.octets()));
            assertThat(message.header().exchange()).isEqualTo(ExchangeType.IKE_SESSION_RESUME);
            assertThat(message.header().responderSpi()).isZero();
            assertThat(message.payloads()).containsExactly(NotifyPayload.of(NotifyType.TICKET_NACK));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
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
        restart(3);
        alice.step(resume(ticket));
        Peers.settle(alice, bob);
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
    void an_expired_ticket_is_neither_presented_nor_taken() {
        ResumptionTicket ticket = connect();
        assertThat(ticket.expiresAt()).isEqualTo(peers.now.plus(HOUR));
        peers.now = peers.now.plus(HOUR);
        restart(3);
        alice.step(resume(ticket));
        Peers.settle(alice, bob);
        assertThat(sentRequests(alice)).startsWith(ExchangeType.IKE_SA_INIT);
        assertMadeFromScratch();
        // The same from an initiator whose clock is an hour late.
        Peers.End late = asking(5);
        peers.now = peers.now.minusSeconds(1);
        late.step(resume(ticket));
        peers.now = peers.now.plusSeconds(1);
        late.deliverTo(bob);
        assertNack(bob.sent.peek());
    }

    @Test
    void a_ticket_lives_no_longer_than_the_ike_sa_and_the_authentication() {
        IkeSaPolicy policy = IkeSaPolicy.DEFAULT.withLifetime(SaLifetime.ofTime(Duration.ofMinutes(40)));
        bob = granting(Peers.bob().policy(policy).build());
        assertThat(connect().expiresAt()).isEqualTo(peers.now.plus(Duration.ofMinutes(40)));
        bob = granting(Peers.bob()
                .policy(policy.withAuthLifetime(Duration.ofMinutes(30)))
                .build());
        restart(8);
        Instant authenticated = peers.now;
        ResumptionTicket ticket = connect();
        assertThat(ticket.expiresAt()).isEqualTo(authenticated.plus(Duration.ofMinutes(30)));
        // Resuming is no authentication: the next ticket ends at the same moment.
        peers.now = peers.now.plus(Duration.ofMinutes(10));
        restart(9);
        alice.step(resume(ticket));
        Peers.settle(alice, bob);
        assertThat(alice.only(IkeEvent.TicketReceived.class).ticket().expiresAt())
                .isEqualTo(authenticated.plus(Duration.ofMinutes(30)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_session_that_was_deleted_on_purpose_is_not_resumed(boolean byInitiator) {
        ResumptionTicket ticket = connect();
        Peers.End one = byInitiator ? alice : bob;
        one.step(new IkeInput.DeleteIkeSa(one.engine.snapshots().get(0).localSpi()));
        Peers.settle(alice, bob);
        alice.only(IkeEvent.TicketWithdrawn.class);
        restart(3);
        alice.step(resume(ticket));
        alice.deliverTo(bob);
        assertNack(bob.sent.peek());
        Peers.settle(alice, bob);
        assertMadeFromScratch();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_rekeyed_ike_sa_gets_a_new_ticket_and_the_old_one_is_worthless(boolean byInitiator) {
        ResumptionTicket ticket = connect();
        Peers.End one = byInitiator ? alice : bob;
        one.step(new IkeInput.RekeyIkeSa(one.engine.snapshots().get(0).localSpi()));
        Peers.settle(alice, bob);
        alice.only(IkeEvent.TicketWithdrawn.class);
        alice.waitForDeadline();
        // HDR, SK {N(TICKET_REQUEST)}  -->   <--  HDR, SK {N(TICKET_LT_OPAQUE)}
        Peers.settle(alice, bob);
        assertThat(alice.events(IkeEvent.TicketReceived.class)).hasSize(2);
        ResumptionTicket next =
                alice.events(IkeEvent.TicketReceived.class).get(1).ticket();
        restart(3);
        alice.step(resume(ticket));
        alice.deliverTo(bob);
        assertNack(bob.sent.remove());
        restart(4);
        alice.step(resume(next));
        Peers.settle(alice, bob);
        assertResumed();
    }

    @Test
    void a_ticket_is_renewed_before_it_expires() {
        ResumptionTicket ticket = connect();
        alice.waitForDeadline();
        Peers.settle(alice, bob);
        assertThat(peers.now).isBefore(ticket.expiresAt());
        ResumptionTicket next =
                alice.events(IkeEvent.TicketReceived.class).get(1).ticket();
        assertThat(next.expiresAt()).isEqualTo(peers.now.plus(HOUR));
        // One ticket an IKE SA.
        restart(3);
        alice.step(resume(ticket));
        alice.deliverTo(bob);
        assertNack(bob.sent.peek());
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
            restart(3);
            alice.step(resume(ticket));
            alice.deliverTo(bob);
            assertNack(bob.sent.peek());
            Peers.settle(alice, bob);
            assertMadeFromScratch();
        }
    }

    @Test
    void tickets_of_the_key_before_are_taken_and_older_ones_are_not() {
        ResumptionTicket ticket = connect();
        keys.rotate(Peers.random(78));
        // A responder that has restarted knows the keys, but no IKE SA.
        bob = granting();
        restart(3);
        alice.step(resume(ticket));
        Peers.settle(alice, bob);
        assertResumed();
        ResumptionTicket next = alice.only(IkeEvent.TicketReceived.class).ticket();
        keys.rotate(Peers.random(79));
        keys.rotate(Peers.random(80));
        restart(4);
        alice.step(resume(next));
        alice.deliverTo(bob);
        assertNack(bob.sent.peek());
    }

    @Test
    void under_load_a_cookie_comes_first() {
        bob = granting(EngineLimits.DEFAULT.withCookieThreshold(0));
        ResumptionTicket ticket = connect();
        restart(3);
        alice.step(resume(ticket));
        // HDR, Ni, N(TICKET_OPAQUE)  -->   <--  HDR, N(COOKIE)   HDR, N(COOKIE), Ni, N(TICKET_OPAQUE)  -->
        Peers.settle(alice, bob);
        assertResumed();
        List<IkeEvent.MessageTraced> sent = alice.events(IkeEvent.MessageTraced.class);
        assertThat(((NotifyPayload) sent.get(2).payloads().get(0)).notifyType()).isEqualTo(NotifyType.COOKIE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void a_lost_datagram_is_sent_again(int lost) {
        ResumptionTicket ticket = connect();
        restart(3);
        alice.step(resume(ticket));
        for (int count = 0; alice.events(IkeEvent.IkeSaEstablished.class).isEmpty(); count++) {
            Peers.End from = count % 2 == 0 ? alice : bob;
            if (count == lost) {
                from.sent.remove();
                alice.waitForDeadline();
                if (from == bob) {
                    alice.deliverTo(bob);
                }
            }
            from.deliverTo(from == alice ? bob : alice);
        }
        assertResumed();
    }

    @Test
    void the_application_is_asked_as_in_any_other_authentication() {
        ResumptionTicket ticket = connect();
        bob.authorizer = request -> Optional.of(new Authorization.Refused("locked"));
        restart(3);
        alice.step(resume(ticket));
        Peers.settle(alice, bob);
        assertThat(alice.engine.snapshots()).isEmpty();
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        // What was refused has not used the ticket up.
        bob.authorizer = request -> Optional.of(new Authorization.Granted(
                List.of(),
                Peers.bob().build().localSelectors(),
                Peers.bob().build().remoteSelectors()));
        restart(4);
        alice.step(resume(ticket));
        Peers.settle(alice, bob);
        assertResumed();
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
        restart(4);
        alice.step(resume(ticket));
        alice.deliverTo(bob);
        assertNack(bob.sent.peek());
    }

    @Test
    void a_responder_without_room_refuses_the_ticket_and_not_the_session() {
        issuance = TicketIssuance.byReference(TicketStore.inMemory(1), HOUR);
        bob = granting();
        connect();
        Peers.End other = asking(3);
        other.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(other, bob);
        assertThat(other.engine.snapshots()).hasSize(1);
        assertThat(other.events(IkeEvent.TicketReceived.class)).isEmpty();
        boolean refused = other.events(IkeEvent.MessageTraced.class).stream()
                .flatMap(message -> message.payloads().stream())
                .anyMatch(NotifyPayload.of(NotifyType.TICKET_NACK)::equals);
        assertThat(refused).isTrue();
    }

    @Test
    void nobody_asks_for_tickets_who_was_not_told_to() {
        alice = peers.new End(Peers.settings(1));
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, bob);
        assertThat(alice.events(IkeEvent.TicketReceived.class)).isEmpty();
        assertThat(alice.deadline).isEqualTo(Instant.MAX);
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
}
