package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.ProtocolOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Additional key exchanges after CREATE_CHILD_SA (RFC 9370 2.2.4). */
class FollowUpScenarioTest {
    private static final Proposal IKE = Proposal.ike()
            .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
            .prf(PrfAlgorithm.HMAC_SHA2_256)
            .keyExchange(KeyExchangeMethod.CURVE25519)
            .additionalKeyExchange(1, KeyExchangeMethod.ECP_256)
            .additionalKeyExchange(3, KeyExchangeMethod.ECP_384)
            .build();
    private static final Proposal ESP = Proposal.esp()
            .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
            .keyExchange(KeyExchangeMethod.CURVE25519)
            .additionalKeyExchange(1, KeyExchangeMethod.ECP_256)
            .additionalKeyExchange(3, KeyExchangeMethod.ECP_384)
            .build();

    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1).withTracing(true, true));
    private final Peers.End bob =
            peers.new End(Peers.settings(2, Peers.bob().ike(IKE).esp(ESP).build()));

    @BeforeEach
    void handshake() {
        alice.step(Peers.initiate(Peers.alice().ike(IKE).esp(ESP).build()));
        Peers.settle(alice, bob);
        assertThat(alice.installed).hasSize(1);
    }

    private static IkeSaSnapshot session(Peers.End end) {
        assertThat(end.engine.snapshots()).hasSize(1);
        return end.engine.snapshots().get(0);
    }

    private static int spis(Peers.End end) {
        return end.engine.memory().ikeSpis() + end.engine.memory().childSpis();
    }

    private static void rekeyChild(Peers.End end) {
        end.step(new IkeInput.RekeyChildSa(
                session(end).localSpi(), session(end).children().get(0).inboundSpi()));
    }

    private static List<IkeEvent.MessageTraced> sent(Peers.End end, ExchangeType type) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(message -> message.sent() && message.header().exchange().equals(type))
                .toList();
    }

    private static Optional<NotifyPayload> link(IkeEvent.MessageTraced message) {
        return message.payloads().stream()
                .filter(NotifyPayload.class::isInstance)
                .map(NotifyPayload.class::cast)
                .filter(notify -> notify.notifyType().equals(NotifyType.ADDITIONAL_KEY_EXCHANGE))
                .findFirst();
    }

    private static List<KeyExchangeMethod> methods(List<IkeEvent.MessageTraced> messages) {
        return messages.stream()
                .flatMap(message -> message.payloads().stream())
                .filter(KePayload.class::isInstance)
                .map(payload -> ((KePayload) payload).method())
                .toList();
    }

    @Test
    void in_ike_auth_no_key_exchange_is_offered() {
        SaPayload offer = (SaPayload) sent(alice, ExchangeType.IKE_AUTH).get(0).payloads().stream()
                .filter(SaPayload.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(offer.proposals().get(0).proposal().types())
                .containsExactly(TransformType.ENCRYPTION, TransformType.SEQUENCE_NUMBERS);
        assertThat(alice.installed.get(0).suite().furtherKeyExchanges()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_child_sa_is_rekeyed_by_either_end(boolean byInitiator) {
        Peers.End one = byInitiator ? alice : bob;
        Peers.End other = byInitiator ? bob : alice;
        rekeyChild(one);
        // HDR, SK {N(REKEY_SA), SA, Ni, KEi(0), TSi, TSr}  -->
        //                                       <--  HDR, SK {SA, Nr, KEr(0), TSi, TSr, N(ADDITIONAL_KEY_EXCHANGE)}
        one.deliverTo(other);
        other.deliverTo(one);
        assertThat(other.installed).hasSize(1);
        // HDR, SK {KEi(1), N(ADDITIONAL_KEY_EXCHANGE)}  -->
        //                                       <--  HDR, SK {KEr(1), N(ADDITIONAL_KEY_EXCHANGE)}
        one.deliverTo(other);
        other.deliverTo(one);
        assertThat(one.installed).hasSize(1);
        assertThat(other.installed).hasSize(1);
        // HDR, SK {KEi(2), N(ADDITIONAL_KEY_EXCHANGE)}  -->
        one.deliverTo(other);
        assertThat(other.installed).hasSize(2);
        assertThat(one.installed).hasSize(1);
        //                                       <--  HDR, SK {KEr(2)}
        // HDR, SK {D}  -->                      <--  HDR, SK {D}
        Peers.settle(one, other);
        assertThat(session(one).children()).hasSize(1);
        assertThat(session(other).children()).hasSize(1);
        assertThat(one.installed.get(1).suite().furtherKeyExchanges())
                .containsExactly(KeyExchangeMethod.ECP_256, KeyExchangeMethod.ECP_384);
        assertThat(one.installed.get(1).keys().inboundEncryption())
                .isEqualTo(other.installed.get(1).keys().outboundEncryption());
        assertThat(one.only(IkeEvent.ChildSaRekeyed.class).child())
                .isEqualTo(session(one).children().get(0));
        assertThat(other.only(IkeEvent.ChildSaRekeyed.class).child())
                .isEqualTo(session(other).children().get(0));
    }

    @Test
    void the_initiator_returns_each_link_as_it_came_and_the_last_response_has_none() {
        rekeyChild(alice);
        Peers.settle(alice, bob);
        List<IkeEvent.MessageTraced> requests = sent(alice, ExchangeType.IKE_FOLLOWUP_KE);
        List<IkeEvent.MessageTraced> responses = sent(bob, ExchangeType.IKE_FOLLOWUP_KE);
        NotifyPayload first =
                link(sent(bob, ExchangeType.CREATE_CHILD_SA).get(0)).orElseThrow();
        assertThat(link(requests.get(0))).contains(first);
        assertThat(link(requests.get(1))).isEqualTo(link(responses.get(0)));
        assertThat(link(responses.get(1))).isEmpty();
        assertThat(link(requests.get(1)).orElseThrow().data()).isNotEqualTo(first.data());
        assertThat(first.spi()).isEmpty();
        assertThat(methods(requests)).containsExactly(KeyExchangeMethod.ECP_256, KeyExchangeMethod.ECP_384);
        assertThat(methods(responses)).isEqualTo(methods(requests));
    }

    /** HDR, SK {N(REKEY_SA), SA, Ni, KEi(0), TSi, TSr} -->, and another link in the response. */
    private void rekeyChildWithLink(int octets) {
        rekeyChild(alice);
        alice.deliverTo(bob);
        ProtectedForgery forgery = ProtectedForgery.of(alice, bob.sent.remove());
        List<Payload> payloads = forgery.payloads().stream()
                .map(payload -> payload instanceof NotifyPayload notify
                                && notify.notifyType().equals(NotifyType.ADDITIONAL_KEY_EXCHANGE)
                        ? NotifyPayload.of(NotifyType.ADDITIONAL_KEY_EXCHANGE, new byte[octets])
                        : payload)
                .toList();
        alice.receive(forgery.payloads(payloads));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1024})
    void a_link_may_have_any_length_within_reason(int octets) {
        rekeyChildWithLink(octets);
        assertThat(link(sent(alice, ExchangeType.IKE_FOLLOWUP_KE).get(0))
                        .orElseThrow()
                        .data())
                .hasSize(octets);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1025, 64_000})
    void a_link_that_is_empty_or_huge_ends_the_ike_sa(int octets) {
        rekeyChildWithLink(octets);
        assertThat(sent(alice, ExchangeType.IKE_FOLLOWUP_KE)).isEmpty();
        // HDR, SK {D}  -->
        Peers.settle(alice, bob);
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
        assertThat(alice.engine.snapshots()).isEmpty();
        assertThat(bob.engine.snapshots()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_ike_sa_is_rekeyed_by_either_end(boolean byInitiator) {
        Peers.End one = byInitiator ? alice : bob;
        Peers.End other = byInitiator ? bob : alice;
        IkeSaSnapshot before = session(one);
        one.step(new IkeInput.RekeyIkeSa(before.localSpi()));
        // HDR, SK {SA, Ni, KEi(0)}  -->         <--  HDR, SK {SA, Nr, KEr(0), N(ADDITIONAL_KEY_EXCHANGE)}
        // HDR, SK {KEi(1), N(ADDITIONAL_KEY_EXCHANGE)}  -->
        //                                       <--  HDR, SK {KEr(1), N(ADDITIONAL_KEY_EXCHANGE)}
        for (int message = 0; message < 2; message++) {
            one.deliverTo(other);
            other.deliverTo(one);
        }
        assertThat(session(other).remoteSpi()).isEqualTo(before.localSpi());
        // HDR, SK {KEi(2), N(ADDITIONAL_KEY_EXCHANGE)}  -->
        //                                       <--  HDR, SK {KEr(2)}
        // HDR, SK {D}  -->                      <--  HDR, SK {}
        Peers.settle(one, other);
        assertThat(session(one).localSpi()).isNotEqualTo(before.localSpi());
        assertThat(session(one).initiator()).isTrue();
        assertThat(session(one).remoteSpi()).isEqualTo(session(other).localSpi());
        assertThat(session(one).children()).isEqualTo(before.children());
        assertThat(session(other).children()).hasSize(1);
        assertThat(one.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(other.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        // The new one works both ways.
        rekeyChild(other);
        Peers.settle(other, one);
        rekeyChild(one);
        Peers.settle(one, other);
        assertThat(one.events(IkeEvent.ChildSaRekeyed.class)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_further_child_sa_is_made(boolean byInitiator) {
        Peers.End one = byInitiator ? alice : bob;
        Peers.End other = byInitiator ? bob : alice;
        one.step(new IkeInput.CreateChildSa(
                session(one).localSpi(),
                List.of(AddressSelector.subnet(byInitiator ? "10.1.7.0/24" : "10.2.7.0/24")),
                List.of(AddressSelector.subnet(byInitiator ? "10.2.0.0/16" : "10.1.0.0/16"))));
        Peers.settle(one, other);
        assertThat(session(one).children()).hasSize(2);
        assertThat(session(other).children()).hasSize(2);
        assertThat(sent(one, ExchangeType.IKE_FOLLOWUP_KE)).hasSize(2);
    }

    /** RFC 9370 2.2.4: if the peer never finds what it has begun, that is fatal. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_peer_that_always_forgets_its_series_loses_the_ike_sa(boolean ofIkeSa) {
        long first = session(alice).localSpi();
        if (ofIkeSa) {
            alice.step(new IkeInput.RekeyIkeSa(first));
        } else {
            rekeyChild(alice);
        }
        for (int tries = 0; tries < 10 && !alice.engine.snapshots().isEmpty() && tooLate(); tries++) {
            alice.waitForDeadline();
        }
        Peers.settle(alice, bob);
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).hasSize(1);
        assertThat(bob.events(IkeEvent.IkeSaClosed.class)).hasSize(1);
        assertThat(sent(bob, ExchangeType.IKE_FOLLOWUP_KE)).hasSize(ofIkeSa ? 5 : 10);
    }

    /** Whether a series was begun, of which the peer then knows nothing any more. */
    private boolean tooLate() {
        if (alice.sent.isEmpty()) {
            return false;
        }
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        IkeOutput.Transmit late = alice.sent.remove();
        peers.now = peers.now.plus(Duration.ofSeconds(30));
        bob.step(new IkeInput.DeadlineReached());
        bob.receive(late);
        bob.deliverTo(alice);
        return true;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_key_exchange_that_comes_too_late_begins_anew(boolean ofIkeSa) {
        long before = session(alice).localSpi();
        if (ofIkeSa) {
            alice.step(new IkeInput.RekeyIkeSa(before));
        } else {
            rekeyChild(alice);
        }
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        IkeOutput.Transmit late = alice.sent.remove();
        assertThat(spis(bob)).isEqualTo(3);
        peers.now = peers.now.plus(Duration.ofSeconds(30));
        bob.step(new IkeInput.DeadlineReached());
        assertThat(spis(bob)).isEqualTo(2);
        // HDR, SK {KEi(1), N(ADDITIONAL_KEY_EXCHANGE)}  -->   <--  HDR, SK {N(STATE_NOT_FOUND)}
        bob.receive(late);
        bob.deliverTo(alice);
        Payload refusal =
                sent(bob, ExchangeType.IKE_FOLLOWUP_KE).get(0).payloads().get(0);
        assertThat(((NotifyPayload) refusal).notifyType()).isEqualTo(NotifyType.STATE_NOT_FOUND);
        assertThat(spis(alice)).isEqualTo(2);
        assertThat(session(alice).children()).hasSize(1);
        alice.waitForDeadline();
        Peers.settle(alice, bob);
        for (Peers.End end : List.of(alice, bob)) {
            assertThat(end.events(IkeEvent.IkeSaRekeyed.class)).hasSize(ofIkeSa ? 1 : 0);
            assertThat(end.events(IkeEvent.ChildSaRekeyed.class)).hasSize(ofIkeSa ? 0 : 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_end_of_the_ike_sa_ends_what_was_begun(boolean ofIkeSa) {
        if (ofIkeSa) {
            alice.step(new IkeInput.RekeyIkeSa(session(alice).localSpi()));
        } else {
            rekeyChild(alice);
        }
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        alice.sent.clear();
        bob.step(new IkeInput.DeleteIkeSa(session(bob).localSpi()));
        Peers.settle(bob, alice);
        for (int deadline = 0; deadline < 2; deadline++) {
            alice.waitForDeadline();
            bob.waitForDeadline();
        }
        assertThat(alice.engine.memory()).isEqualTo(EngineMemory.NOTHING);
        assertThat(bob.engine.memory()).isEqualTo(EngineMemory.NOTHING);
    }

    @Test
    void while_the_ike_sa_is_being_rekeyed_its_child_sas_wait() {
        alice.step(new IkeInput.RekeyIkeSa(session(alice).localSpi()));
        alice.deliverTo(bob);
        // bob has agreed, but key exchanges are missing
        rekeyChild(bob);
        bob.step(new IkeInput.DeleteChildSa(
                session(bob).localSpi(), session(bob).children().get(0).inboundSpi()));
        bob.step(new IkeInput.RekeyIkeSa(session(bob).localSpi()));
        assertThat(bob.sent).hasSize(1);
        Peers.settle(alice, bob);
        assertThat(bob.events(IkeEvent.IkeSaRekeyed.class)).hasSize(1);
        assertThat(sent(bob, ExchangeType.IKE_FOLLOWUP_KE)).hasSize(2);
        assertThat(session(alice).children()).isEmpty();
        assertThat(session(bob).children()).isEmpty();
    }

    @Test
    void series_overlap_where_the_window_lets_them() {
        ProtocolOptions wide = ProtocolOptions.DEFAULT.withWindowSize(3);
        Peers.End carol = peers.new End(Peers.settings(3).with(wide));
        Peers.End dave = peers
        .new End(Peers.settings(4, Peers.bob().ike(IKE).esp(ESP).build()).with(wide));
        carol.step(Peers.initiate(Peers.alice().ike(IKE).esp(ESP).build()));
        Peers.settle(carol, dave);
        rekeyChild(carol);
        Peers.settle(carol, dave);
        long ikeSpi = session(carol).localSpi();
        for (int net = 1; net <= 4; net++) {
            carol.step(new IkeInput.CreateChildSa(
                    ikeSpi,
                    List.of(AddressSelector.subnet("10.1." + net + ".0/24")),
                    List.of(AddressSelector.subnet("10.2.0.0/16"))));
        }
        carol.step(new IkeInput.RekeyIkeSa(ikeSpi));
        carol.step(new IkeInput.CheckLiveness(ikeSpi));
        // HDR, SK {SA, Ni, KEi(0), TSi, TSr}  -->  HDR, SK {SA, Ni, ..}  -->  HDR, SK {SA, Ni, ..}  -->
        assertThat(carol.sent).hasSize(3);
        Peers.settle(carol, dave);
        assertThat(session(carol).localSpi()).isNotEqualTo(ikeSpi);
        assertThat(session(carol).children()).hasSize(5);
        assertThat(session(dave).children()).hasSize(5);
        assertThat(sent(dave, ExchangeType.IKE_FOLLOWUP_KE)).hasSize(2 * (1 + 4 + 1));
    }

    @Test
    void the_end_that_answers_does_not_rekey_the_same_child_sa_meanwhile() {
        rekeyChild(alice);
        alice.deliverTo(bob);
        rekeyChild(bob);
        assertThat(bob.sent).hasSize(1);
        Peers.settle(alice, bob);
        assertThat(alice.events(IkeEvent.ChildSaRekeyed.class)).hasSize(1);
        assertThat(sent(bob, ExchangeType.CREATE_CHILD_SA)).hasSize(1);
    }
}
