package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.session.VendorId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Childless initiation, the lifetime of an authentication, vendor IDs, and the reasons of refusals. */
class PolicyScenarioTest {
    private static final IkeSaPolicy POLICY = IkeSaPolicy.DEFAULT.withLifetime(SaLifetime.ENDLESS);

    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));

    private Peers.End bob(IkeSaPolicy policy) {
        return peers.new End(Peers.settings(2, Peers.bob().policy(policy).build()));
    }

    private void connect(Peers.End responder, IkeSaPolicy policy) {
        alice.step(Peers.initiate(Peers.alice().policy(policy).build()));
        Peers.settle(alice, responder);
    }

    private static IkeSaSnapshot session(Peers.End end) {
        assertThat(end.engine.snapshots()).hasSize(1);
        return end.engine.snapshots().get(0);
    }

    private static List<Payload> sent(Peers.End end, ExchangeType exchange) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(message -> message.sent() && message.header().exchange().equals(exchange))
                .flatMap(message -> message.payloads().stream())
                .toList();
    }

    private static boolean says(List<Payload> payloads, NotifyType type) {
        return payloads.stream()
                .anyMatch(payload -> payload instanceof NotifyPayload notify
                        && notify.notifyType().equals(type));
    }

    @Test
    void an_ike_sa_comes_up_without_a_child_sa_and_gets_one_later() {
        Peers.End bob = bob(POLICY);
        // HDR, SK {IDi, AUTH}  -->   <--  HDR, SK {IDr, AUTH}
        connect(bob, POLICY.withChildless(IkeSaPolicy.Childless.ALWAYS));
        assertThat(says(sent(bob, ExchangeType.IKE_SA_INIT), NotifyType.CHILDLESS_IKEV2_SUPPORTED))
                .isTrue();
        assertThat(sent(alice, ExchangeType.IKE_AUTH)).noneMatch(SaPayload.class::isInstance);
        assertThat(session(alice).children()).isEmpty();
        assertThat(session(bob).children()).isEmpty();
        assertThat(alice.events(IkeEvent.ChildSaRefused.class)).isEmpty();
        alice.step(new IkeInput.CreateChildSa(
                session(alice).localSpi(),
                List.of(AddressSelector.subnet("10.1.0.0/16")),
                List.of(AddressSelector.subnet("10.2.0.0/16"))));
        Peers.settle(alice, bob);
        assertThat(session(alice).children()).hasSize(1);
        assertThat(session(bob).children()).hasSize(1);
    }

    @Test
    void a_responder_that_does_not_announce_it_gets_no_childless_request() {
        Peers.End bob = bob(POLICY.withChildless(IkeSaPolicy.Childless.NEVER));
        connect(bob, POLICY.withChildless(IkeSaPolicy.Childless.ALWAYS));
        assertThat(says(sent(bob, ExchangeType.IKE_SA_INIT), NotifyType.CHILDLESS_IKEV2_SUPPORTED))
                .isFalse();
        assertThat(sent(alice, ExchangeType.IKE_AUTH)).isEmpty();
        while (alice.engine.hasSessions()) {
            alice.waitForDeadline();
            alice.sent.clear();
        }
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().toString())
                .contains("does not support IKE SAs without a Child SA");
    }

    /** RFC 7296 2.21.1: the refused response may be forged, or come twice. */
    @Test
    void a_childless_initiator_goes_on_with_a_better_response() throws Exception {
        Peers.End bob = bob(POLICY);
        alice.step(Peers.initiate(Peers.alice()
                .policy(POLICY.withChildless(IkeSaPolicy.Childless.ALWAYS))
                .build()));
        alice.deliverTo(bob);
        IkeOutput.Transmit genuine = bob.sent.remove();
        IkeOutput.Transmit forged = withoutNotify(genuine, NotifyType.CHILDLESS_IKEV2_SUPPORTED);
        alice.receive(forged);
        alice.receive(forged);
        assertThat(sent(alice, ExchangeType.IKE_AUTH)).isEmpty();
        alice.receive(genuine);
        Peers.settle(alice, bob);
        assertThat(session(alice).phase()).isEqualTo(IkeSaSnapshot.Phase.ESTABLISHED);
        assertThat(session(bob).phase()).isEqualTo(IkeSaSnapshot.Phase.ESTABLISHED);
    }

    private static IkeOutput.Transmit withoutNotify(IkeOutput.Transmit datagram, NotifyType type)
            throws IkeProtocolException {
        IkeMessage message = IkeMessage.decode(ByteBuffer.wrap(datagram.octets()));
        List<Payload> payloads = message.payloads().stream()
                .filter(payload -> !says(List.of(payload), type))
                .toList();
        return new IkeOutput.Transmit(datagram.path(), IkeMessage.encode(message.header(), payloads));
    }

    @Test
    void a_profile_may_refuse_what_another_one_has_announced() {
        Peers.End bob = peers.new End(Peers.settings(
                2,
                Peers.bob()
                        .policy(POLICY.withChildless(IkeSaPolicy.Childless.NEVER))
                        .build(),
                Peers.alice().build()));
        connect(bob, POLICY.withChildless(IkeSaPolicy.Childless.ALWAYS));
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().toString()).contains("to-alice");
        assertThat(says(sent(bob, ExchangeType.IKE_AUTH), NotifyType.INVALID_SYNTAX))
                .isTrue();
        assertThat(alice.engine.snapshots()).isEmpty();
    }

    @Test
    void an_initiator_authenticates_anew_before_the_lifetime_of_its_authentication_is_over() {
        Peers.End bob = bob(POLICY.withAuthLifetime(Duration.ofHours(1)));
        // HDR, SK {IDr, AUTH, SAr2, TSi, TSr, N(AUTH_LIFETIME)}
        connect(bob, POLICY);
        long old = session(alice).localSpi();
        alice.step(new IkeInput.RekeyIkeSa(old));
        Peers.settle(alice, bob);
        while (peers.now.isBefore(Instant.EPOCH.plusSeconds(3299))) {
            alice.waitForDeadline();
            Peers.settle(alice, bob);
        }
        assertThat(peers.now).isEqualTo(Instant.EPOCH.plusSeconds(3300));
        Peers.settle(alice, bob);
        assertThat(alice.events(IkeEvent.IkeSaEstablished.class)).hasSize(2);
        assertThat(session(alice).children()).hasSize(1);
        assertThat(session(bob).children()).hasSize(1);
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REAUTHENTICATED);
    }

    @Test
    void a_responder_ends_what_is_not_authenticated_anew() {
        Peers.End bob = bob(POLICY.withAuthLifetime(Duration.ofHours(1)));
        connect(bob, POLICY);
        bob.step(new IkeInput.RekeyIkeSa(session(bob).localSpi()));
        Peers.settle(alice, bob);
        while (bob.deadline.isBefore(Instant.EPOCH.plus(Duration.ofHours(2)))
                && bob.events(IkeEvent.IkeSaClosed.class).isEmpty()) {
            bob.waitForDeadline();
            Peers.settle(alice, bob);
        }
        assertThat(peers.now).isEqualTo(Instant.EPOCH.plusSeconds(3660));
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.EXPIRED);
        assertThat(alice.engine.snapshots()).isEmpty();
    }

    @Test
    void a_responder_asks_for_a_new_authentication_at_once() {
        Peers.End bob = bob(POLICY);
        connect(bob, POLICY);
        peers.now = peers.now.plusSeconds(30);
        long old = session(bob).localSpi();
        //  <--  HDR, SK {N(AUTH_LIFETIME)}      HDR, SK {}  -->
        bob.step(new IkeInput.Reauthenticate(old));
        Peers.settle(alice, bob);
        alice.waitForDeadline();
        Peers.settle(alice, bob);
        assertThat(peers.now).isEqualTo(Instant.EPOCH.plusSeconds(30));
        assertThat(session(bob).localSpi()).isNotEqualTo(old);
        assertThat(session(bob).children()).hasSize(1);
    }

    @Test
    void vendor_ids_are_sent_and_the_peers_are_shown() {
        ProtocolOptions options = ProtocolOptions.DEFAULT.withVendorIds(
                List.of(VendorId.FLEXVPN_SUPPORTED, VendorId.of(new byte[] {1, 2}), VendorId.of(new byte[65])));
        Peers.End router = peers.new End(Peers.settings(1).with(options));
        Peers.End bob = bob(POLICY);
        router.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(router, bob);
        assertThat(session(bob).vendorIds())
                .containsExactly(VendorId.FLEXVPN_SUPPORTED, VendorId.of(new byte[] {1, 2}));
        assertThat(session(bob).vendorIds().get(0).name()).contains("FLEXVPN-SUPPORTED");
        assertThat(session(bob).vendorIds().get(1)).hasToString("0102");
        assertThat(session(router).vendorIds()).isEmpty();
        bob.step(new IkeInput.RekeyIkeSa(session(bob).localSpi()));
        Peers.settle(router, bob);
        assertThat(session(bob).vendorIds()).hasSize(2);
    }

    @Test
    void the_refusing_end_tells_why_a_child_sa_was_not_made() {
        Peers.End bob = bob(POLICY);
        connect(bob, POLICY);
        alice.step(new IkeInput.CreateChildSa(
                session(alice).localSpi(),
                List.of(AddressSelector.subnet("172.16.0.0/16")),
                List.of(AddressSelector.subnet("10.2.0.0/16"))));
        Peers.settle(alice, bob);
        IkeEvent.ExchangeRefused refused = bob.only(IkeEvent.ExchangeRefused.class);
        assertThat(refused.exchange()).isEqualTo(ExchangeType.CREATE_CHILD_SA);
        assertThat(refused.told()).isEqualTo(NotifyType.TS_UNACCEPTABLE);
        assertThat(refused.reason().explanation()).contains("172.16.0.0").contains("10.1.0.0");
        assertThat(alice.only(IkeEvent.ChildSaRefused.class).reason().kind())
                .isEqualTo(CloseReason.Kind.TS_UNACCEPTABLE);
        assertThat(DefaultProposals.esp()).isNotEmpty();
    }
}
