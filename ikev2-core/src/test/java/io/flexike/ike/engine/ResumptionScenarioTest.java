package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.ResumptionTicket;
import io.flexike.ike.session.TicketIssuance;
import io.flexike.ike.session.TicketStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An IKE SA goes on after one end has lost it (RFC 5723). */
class ResumptionScenarioTest extends TicketHolders {
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
        assertResumedBy(4, next);
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
}
