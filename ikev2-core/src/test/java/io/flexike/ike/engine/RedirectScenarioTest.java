package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.RedirectPolicy;
import io.flexike.ike.session.RedirectTarget;
import io.flexike.ike.session.Redirector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice connects to the gateway at 192.0.2.2; another one with the same identity is at 192.0.2.3. */
class RedirectScenarioTest {
    private static final InetAddress FIRST = Peers.B500.getAddress();
    private static final InetAddress SECOND = address("192.0.2.3");

    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));
    private Peers.End first = gateway(2, Redirector.NONE);
    private Peers.End second = gateway(3, Redirector.NONE);

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Peers.End gateway(long seed, Redirector redirector) {
        return peers.new End(Peers.settings(seed, Peers.bob().build()).with(redirector));
    }

    private static RedirectTarget to(InetAddress address) {
        return new RedirectTarget.Address(address);
    }

    private static Redirector before(RedirectTarget target) {
        return (path, identity) -> identity.isEmpty() ? Optional.of(target) : Optional.empty();
    }

    private static Redirector after(RedirectTarget target) {
        return (path, identity) -> identity.filter(Peers.ALICE.toWire()::equals).map(authenticated -> target);
    }

    /** Carries everything to whom it is addressed. */
    private void settle() {
        Map<InetAddress, Peers.End> network = Map.of(Peers.A500.getAddress(), alice, FIRST, first, SECOND, second);
        while (network.values().stream().anyMatch(end -> !end.sent.isEmpty())) {
            for (Peers.End end : network.values()) {
                if (!end.sent.isEmpty()) {
                    IkeOutput.Transmit datagram = end.sent.remove();
                    network.get(datagram.path().remote().getAddress()).receive(datagram);
                }
            }
        }
    }

    private void connect() {
        alice.step(Peers.initiate(Peers.alice().build()));
        settle();
    }

    private static IkeSaSnapshot session(Peers.End end) {
        assertThat(end.engine.snapshots()).hasSize(1);
        return end.engine.snapshots().get(0);
    }

    private void assertAliceIsWithSecond() {
        assertThat(session(alice).path().remote()).isEqualTo(new InetSocketAddress(SECOND, 4500));
        assertThat(session(alice).phase()).isEqualTo(IkeSaSnapshot.Phase.ESTABLISHED);
        assertThat(session(alice).children()).hasSize(1);
        assertThat(session(second).children()).hasSize(1);
        assertThat(first.engine.snapshots()).isEmpty();
    }

    private static List<Payload> initRequest(Peers.End end, int number) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(message -> message.sent() && message.header().exchange().equals(ExchangeType.IKE_SA_INIT))
                .skip(number)
                .findFirst()
                .orElseThrow()
                .payloads();
    }

    private static Optional<NotifyPayload> notify(List<Payload> payloads, NotifyType type) {
        return payloads.stream()
                .filter(NotifyPayload.class::isInstance)
                .map(NotifyPayload.class::cast)
                .filter(notify -> notify.notifyType().equals(type))
                .findFirst();
    }

    @Test
    void a_gateway_redirects_in_ike_sa_init_without_keeping_anything() {
        first = gateway(2, before(to(SECOND)));
        // HDR(A,0), SAi1, KEi, Ni, N(REDIRECT_SUPPORTED)  -->   <--  HDR(A,0), N(REDIRECT, New_GW_ID, Ni_data)
        // HDR(A,0), SAi1, KEi, Ni, N(REDIRECTED_FROM, Initial_IP_R)  -->  to the other one, and so on
        connect();
        assertAliceIsWithSecond();
        assertThat(notify(initRequest(alice, 0), NotifyType.REDIRECT_SUPPORTED)).isPresent();
        assertThat(notify(initRequest(alice, 1), NotifyType.REDIRECT_SUPPORTED)).isEmpty();
        assertThat(notify(initRequest(alice, 1), NotifyType.REDIRECTED_FROM)
                        .orElseThrow()
                        .data())
                .containsExactly(1, 4, 192, 0, 2, 2);
        assertThat(alice.only(IkeEvent.Redirected.class).to()).isEqualTo(to(SECOND));
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REDIRECTED);
        assertThat(first.only(IkeEvent.Redirected.class).ikeSpi()).isZero();
        assertThat(first.engine.hasSessions()).isFalse();
        assertThat(alice.initiated).hasSize(2);
    }

    @Test
    void a_gateway_redirects_in_ike_auth_who_has_proved_its_identity() {
        first = gateway(2, after(to(SECOND)));
        // HDR, SK {IDi, AUTH, SAi2, TSi, TSr}  -->   <--  HDR, SK {IDr, AUTH, N(REDIRECT, New_GW_ID)}
        // HDR, SK {D}  -->   <--  HDR, SK {}
        connect();
        assertAliceIsWithSecond();
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REDIRECTED);
        assertThat(first.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REDIRECTED);
        assertThat(first.events(IkeEvent.IkeSaEstablished.class)).isEmpty();
        assertThat(first.installed).isEmpty();
        assertThat(alice.installed).hasSize(1);
    }

    @Test
    void an_initiator_without_the_right_key_does_not_learn_where_others_are_sent() {
        first = gateway(2, after(to(SECOND)));
        alice.step(Peers.initiate(Peers.alice().key("a wrong one").build()));
        settle();
        assertThat(first.events(IkeEvent.Redirected.class)).isEmpty();
        assertThat(alice.events(IkeEvent.Redirected.class)).isEmpty();
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
    }

    @Test
    void a_gateway_that_does_not_have_the_right_key_redirects_nobody() {
        PeerProfile known = Peers.bob().build();
        PeerProfile impostor = new PeerProfile(
                known.name(),
                known.localIdentity(),
                known.remoteIdentity(),
                known.expectedRemote(),
                Peers.bob().key("guessed").build().localAuthentication(),
                known.remoteAuthentication(),
                known.ikeProposals(),
                known.espProposals(),
                known.localSelectors(),
                known.remoteSelectors(),
                known.configurationRequest(),
                known.ikePolicy(),
                known.childPolicy());
        first = peers.new End(Peers.settings(2, impostor).with(after(to(SECOND))));
        connect();
        assertThat(alice.events(IkeEvent.Redirected.class)).isEmpty();
        assertThat(second.events).isEmpty();
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
    }

    @Test
    void a_live_session_moves_without_a_gap() {
        connect();
        IkeSaSnapshot old = session(alice);
        first.step(new IkeInput.Redirect(session(first).localSpi(), to(SECOND)));
        //  <--  HDR, SK {N(REDIRECT, New_GW_ID)}      HDR, SK {}  -->
        first.deliverTo(alice);
        assertThat(alice.engine.snapshots()).hasSize(2);
        assertThat(alice.removed).isEmpty();
        settle();
        assertAliceIsWithSecond();
        assertThat(alice.installed).hasSize(2);
        assertThat(alice.removed).hasSize(1);
        IkeEvent.IkeSaClosed closed = alice.only(IkeEvent.IkeSaClosed.class);
        assertThat(closed.ikeSpi()).isEqualTo(old.localSpi());
        assertThat(closed.reason().kind()).isEqualTo(CloseReason.Kind.REDIRECTED);
        assertThat(alice.events.indexOf(closed))
                .isGreaterThan(alice.events.indexOf(
                        alice.events(IkeEvent.ChildSaEstablished.class).get(1)));
    }

    @Test
    void a_gateway_deletes_what_the_initiator_does_not() {
        connect();
        long spi = session(first).localSpi();
        // The other gateway is not there.
        second = gateway(3, Redirector.NONE);
        first.step(new IkeInput.Redirect(spi, to(address("192.0.2.99"))));
        first.deliverTo(alice);
        alice.sent.removeIf(datagram -> !datagram.path().remote().getAddress().equals(FIRST));
        Peers.settle(alice, first);
        first.waitForDeadline();
        assertThat(Duration.ofSeconds(60)).isEqualTo(Duration.between(Instant.EPOCH, peers.now));
        //  <--  HDR, SK {D}      HDR, SK {}  -->
        Peers.settle(alice, first);
        assertThat(first.engine.snapshots()).isEmpty();
        assertThat(first.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REDIRECTED);
    }

    @Test
    void an_initiator_does_not_redirect_and_a_responder_does_not_follow() {
        connect();
        alice.step(new IkeInput.Redirect(session(alice).localSpi(), to(SECOND)));
        assertThat(alice.sent).isEmpty();
        assertThat(alice.events(IkeEvent.Redirected.class)).isEmpty();
    }

    @Test
    void a_rekeyed_session_can_be_redirected() {
        connect();
        first.step(new IkeInput.RekeyIkeSa(session(first).localSpi()));
        settle();
        assertThat(session(first).initiator()).isTrue();
        first.step(new IkeInput.Redirect(session(first).localSpi(), to(SECOND)));
        settle();
        assertAliceIsWithSecond();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_redirect_by_name_asks_for_the_address(boolean known) {
        first = gateway(2, before(new RedirectTarget.Name("gw2.example")));
        connect();
        IkeOutput.ResolveGateway question = alice.lookups.remove();
        assertThat(question.name()).isEqualTo("gw2.example");
        assertThat(alice.engine.snapshots()).hasSize(1);
        alice.step(new IkeInput.GatewayResolved(question.ikeSpi(), known ? Optional.of(SECOND) : Optional.empty()));
        settle();
        if (known) {
            assertAliceIsWithSecond();
        } else {
            assertThat(alice.engine.snapshots()).isEmpty();
            assertThat(alice.events(IkeEvent.IkeSaClosed.class).get(1).reason().toString())
                    .contains("gw2.example");
        }
    }

    @Test
    void a_name_that_nobody_looks_up_ends_the_attempt() {
        first = gateway(2, before(new RedirectTarget.Name("gw2.example")));
        connect();
        alice.waitForDeadline();
        assertThat(alice.engine.hasSessions()).isFalse();
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).hasSize(2);
        assertThat(alice.deadline).isEqualTo(Instant.MAX);
    }

    @Test
    void gateways_that_redirect_to_each_other_are_left_alone() {
        first = gateway(2, before(to(SECOND)));
        second = gateway(3, before(to(FIRST)));
        connect();
        assertThat(alice.events(IkeEvent.Redirected.class)).hasSize(5);
        while (alice.engine.hasSessions()) {
            alice.waitForDeadline();
            alice.sent.clear();
        }
        assertThat(peers.now).isEqualTo(Instant.EPOCH.plusSeconds(2));
        assertThat(alice.engine.hasSessions()).isFalse();
        List<IkeEvent.IkeSaClosed> closed = alice.events(IkeEvent.IkeSaClosed.class);
        assertThat(closed).hasSize(6);
        assertThat(closed.get(5).reason().toString()).contains("6th within 300 s");
    }

    @Test
    void redirects_that_are_long_ago_do_not_count() {
        connect();
        for (int i = 0; i < 12; i++) {
            peers.now = peers.now.plusSeconds(100);
            Peers.End here = first.engine.hasSessions() ? first : second;
            here.step(new IkeInput.Redirect(session(here).localSpi(), to(here == first ? SECOND : FIRST)));
            settle();
            assertThat(here.engine.hasSessions()).isFalse();
        }
        assertAliceIsWithFirst();
    }

    private void assertAliceIsWithFirst() {
        assertThat(session(alice).path().remote()).isEqualTo(Peers.B4500);
        assertThat(second.engine.snapshots()).isEmpty();
    }

    @Test
    void a_redirect_with_another_nonce_is_dropped_silently() {
        alice.step(Peers.initiate(Peers.alice().build()));
        IkeOutput.Transmit request = alice.sent.remove();
        IkeHeader header = IkeHeader.of(alice.initiated.get(0), 0, ExchangeType.IKE_SA_INIT, false, true, 0);
        byte[] data = new byte[6 + 32];
        ByteBuffer.wrap(data).put((byte) 1).put((byte) 4).put(SECOND.getAddress());
        byte[] forged = IkeMessage.encode(header, List.of(NotifyPayload.of(NotifyType.REDIRECT, data)));
        alice.receive(new IkeOutput.Transmit(request.path().reversed(), forged));
        assertThat(alice.sent).isEmpty();
        assertThat(alice.events(IkeEvent.Redirected.class)).isEmpty();
        first.receive(request);
        settle();
        assertAliceIsWithFirst();
    }

    @Test
    void who_does_not_take_redirects_is_served_here() {
        first = gateway(2, (path, identity) -> Optional.of(to(SECOND)));
        Peers.End stubborn = peers
        .new End(Peers.settings(5).with(ProtocolOptions.DEFAULT.with(RedirectPolicy.DEFAULT.withAccepted(false))));
        stubborn.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(stubborn, first);
        assertThat(notify(initRequest(stubborn, 0), NotifyType.REDIRECT_SUPPORTED))
                .isEmpty();
        assertThat(session(stubborn).children()).hasSize(1);
        first.step(new IkeInput.Redirect(session(first).localSpi(), to(SECOND)));
        assertThat(first.sent).isEmpty();
    }

    @Test
    void a_new_authentication_that_is_redirected_still_replaces_the_old_ike_sa() {
        connect();
        alice.step(new IkeInput.Reauthenticate(session(alice).localSpi()));
        IkeOutput.Transmit request = alice.sent.remove();
        Peers.End inFront = gateway(8, before(to(SECOND)));
        inFront.receive(request);
        inFront.deliverTo(alice);
        settle();
        assertAliceIsWithSecond();
        assertThat(first.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.PEER_DELETED);
    }

    @Test
    void a_new_authentication_at_the_other_gateway_says_again_who_has_sent_it() {
        first = gateway(2, before(to(SECOND)));
        connect();
        long old = session(alice).localSpi();
        alice.step(new IkeInput.Reauthenticate(old));
        // HDR(A,0), SAi1, KEi, Ni, N(REDIRECTED_FROM, Initial_IP_R)  -->
        settle();
        assertAliceIsWithSecond();
        assertThat(session(alice).localSpi()).isNotEqualTo(old);
        assertThat(notify(initRequest(alice, 2), NotifyType.REDIRECTED_FROM)
                        .orElseThrow()
                        .data())
                .containsExactly(1, 4, 192, 0, 2, 2);
    }
}
