package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretAccess;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.ResumptionTicket;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.session.TicketIssuance;
import io.flexike.ike.session.TicketStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From when and until when a ticket is good for something (RFC 5723 4, 6). */
class TicketLifeScenarioTest extends TicketHolders {
    @Test
    void an_expired_ticket_is_neither_presented_nor_taken() {
        ResumptionTicket ticket = connect();
        assertThat(ticket.expiresAt()).isEqualTo(peers.now.plus(HOUR));
        peers.now = peers.now.plus(HOUR);
        resume(3, ticket);
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
        resume(9, ticket);
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
        assertRefused(3, ticket);
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
        assertRefused(3, ticket);
        assertResumedBy(4, next);
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
        assertRefused(3, ticket);
    }

    @Test
    void tickets_of_the_key_before_are_taken_and_older_ones_are_not() {
        ResumptionTicket ticket = connect();
        keys.rotate(Peers.random(78));
        // A responder that has restarted knows the keys, but no IKE SA.
        bob = granting();
        assertResumedBy(3, ticket);
        ResumptionTicket next = alice.only(IkeEvent.TicketReceived.class).ticket();
        keys.rotate(Peers.random(79));
        keys.rotate(Peers.random(80));
        assertRefused(4, next);
    }

    @Test
    void a_ticket_is_taken_once() {
        ResumptionTicket ticket = connect();
        resume(3, ticket);
        assertRefused(4, ticket);
        Peers.settle(alice, bob);
        assertMadeFromScratch();
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
        assertResumedBy(3, found);
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
}
