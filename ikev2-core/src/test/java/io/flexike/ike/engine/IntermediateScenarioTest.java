package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalBuilder;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.ProtocolOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** IKE_INTERMEDIATE (RFC 9242) with additional key exchanges (RFC 9370), message by message. */
class IntermediateScenarioTest {
    private static final KeyExchangeMethod NONE = KeyExchangeMethod.NONE;
    private static final KeyExchangeMethod P256 = KeyExchangeMethod.ECP_256;
    private static final KeyExchangeMethod P384 = KeyExchangeMethod.ECP_384;

    private final Peers peers = new Peers();
    private Peers.End alice;
    private Peers.End bob;

    /** @param additional the choices for Additional Key Exchange 1, 2 and so on */
    @SafeVarargs
    private static Proposal proposal(List<KeyExchangeMethod>... additional) {
        ProposalBuilder proposal = Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(KeyExchangeMethod.CURVE25519);
        for (int n = 0; n < additional.length; n++) {
            for (KeyExchangeMethod method : additional[n]) {
                proposal.additionalKeyExchange(n + 1, method);
            }
        }
        return proposal.build();
    }

    private void begin(Proposal ofAlice, Proposal... ofBob) {
        begin(1280, ofAlice, ofBob);
    }

    private void begin(int fragmentOctets, Proposal ofAlice, Proposal... ofBob) {
        ProtocolOptions options = ProtocolOptions.DEFAULT.withFragmentOctets(fragmentOctets);
        alice = end(1, options);
        bob = end(2, options, Peers.bob().ike(ofBob).build());
        alice.step(Peers.initiate(Peers.alice().ike(ofAlice).build()));
    }

    private Peers.End end(long seed, ProtocolOptions options, io.flexike.ike.session.PeerProfile... profiles) {
        return peers.new End(EngineSettings.of(new RecordingCrypto(), Peers.random(seed), List.of(profiles))
                .with(options)
                .withTracing(true, true));
    }

    private static boolean says(Peers.End end, NotifyType type) throws Exception {
        return IkeMessage.decode(ByteBuffer.wrap(end.sent.getFirst().octets()))
                .notification(type)
                .isPresent();
    }

    /** Exchange types of what an end has sent. */
    private static List<ExchangeType> exchanges(Peers.End end) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(traced -> traced.sent() && !traced.retransmission())
                .map(traced -> traced.header().exchange())
                .toList();
    }

    private void assertUp() {
        assertThat(alice.installed).hasSize(1);
        assertThat(bob.installed).hasSize(1);
        assertThat(alice.installed.get(0).keys().inboundEncryption())
                .isEqualTo(bob.installed.get(0).keys().outboundEncryption());
    }

    @Test
    void two_additional_key_exchanges_take_two_exchanges_more() throws Exception {
        Proposal hybrid = proposal(List.of(P256), List.of(P384));
        begin(hybrid, hybrid);
        // HDR(IKE_SA_INIT), SAi1(.. ADDKE1, ADDKE2), KEi(0), Ni, N(INTERMEDIATE_EXCHANGE_SUPPORTED)  -->
        assertThat(says(alice, NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED)).isTrue();
        alice.deliverTo(bob);
        // <--  HDR(IKE_SA_INIT), SAr1(.. ADDKE1, ADDKE2), KEr(0), Nr, N(INTERMEDIATE_EXCHANGE_SUPPORTED)
        assertThat(says(bob, NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED)).isTrue();
        bob.deliverTo(alice);
        // HDR(IKE_INTERMEDIATE, 1), SK {KEi(1)}  -->      <--  HDR(IKE_INTERMEDIATE, 1), SK {KEr(1)}
        // HDR(IKE_INTERMEDIATE, 2), SK {KEi(2)}  -->      <--  HDR(IKE_INTERMEDIATE, 2), SK {KEr(2)}
        // HDR(IKE_AUTH, 3), SK {IDi, AUTH, SAi2, TSi, TSr}  -->      <--  HDR(IKE_AUTH, 3), SK {IDr, AUTH, ..}
        Peers.settle(alice, bob);
        assertUp();
        List<ExchangeType> expected = List.of(
                ExchangeType.IKE_SA_INIT,
                ExchangeType.IKE_INTERMEDIATE,
                ExchangeType.IKE_INTERMEDIATE,
                ExchangeType.IKE_AUTH);
        assertThat(exchanges(alice)).isEqualTo(expected);
        assertThat(exchanges(bob)).isEqualTo(expected);
        assertThat(alice.events(IkeEvent.MessageTraced.class).stream()
                        .filter(traced -> traced.sent())
                        .map(traced -> traced.header().messageId()))
                .containsExactly(0, 1, 2, 3);
        IkeSaSnapshot sa = alice.engine.snapshots().get(0);
        assertThat(sa.suite().orElseThrow().furtherKeyExchanges()).containsExactly(P256, P384);
        assertThat(sa.suite().orElseThrow().toString()).contains("CURVE25519", "ECP-256", "ECP-384");
        assertThat(alice.keys).hasSize(3);
        assertThat(bob.keys.stream().map(entry -> entry.skEi())).doesNotHaveDuplicates();
        assertThat(bob.keys).isEqualTo(alice.keys);
    }

    @Test
    void who_proposes_no_additional_key_exchange_says_nothing_of_ike_intermediate() throws Exception {
        begin(proposal(), proposal(List.of(P256, NONE)));
        assertThat(says(alice, NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED)).isFalse();
        alice.deliverTo(bob);
        assertThat(says(bob, NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED)).isFalse();
        bob.deliverTo(alice);
        Peers.settle(alice, bob);
        assertUp();
        assertThat(exchanges(alice)).doesNotContain(ExchangeType.IKE_INTERMEDIATE);
    }

    @Test
    void an_additional_key_exchange_in_the_middle_may_be_left_out() {
        Proposal ofAlice = proposal(List.of(P256), List.of(P384, NONE), List.of(KeyExchangeMethod.MODP_2048));
        begin(ofAlice, proposal(List.of(P256), List.of(NONE), List.of(KeyExchangeMethod.MODP_2048)));
        Peers.settle(alice, bob);
        assertUp();
        assertThat(alice.engine.snapshots().get(0).suite().orElseThrow().furtherKeyExchanges())
                .containsExactly(P256, KeyExchangeMethod.MODP_2048);
        assertThat(exchanges(alice)).hasSize(4);
    }

    @Test
    void a_request_without_the_notify_gets_no_additional_key_exchange() throws Exception {
        Proposal ofAlice = proposal(List.of(P256, NONE));
        begin(ofAlice, ofAlice);
        // An initiator of RFC 9370 that has IKE_INTERMEDIATE switched off: its notify is missing.
        byte[] request = InitMessages.without(alice.sent.remove().octets(), NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED);
        bob.step(new IkeInput.DatagramReceived(
                Peers.initiate(Peers.bob().build()).path().reversed(), request));
        IkeMessage response =
                IkeMessage.decode(ByteBuffer.wrap(bob.sent.remove().octets()));
        assertThat(response.notification(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED))
                .isEmpty();
        assertThat(bob.engine.snapshots().get(0).suite().orElseThrow().furtherKeyExchanges())
                .isEmpty();
        // What was offered as NONE is answered as NONE.
        SaPayload answer = (SaPayload) response.payloads().stream()
                .filter(SaPayload.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(answer.proposals().get(0).proposal().types())
                .contains(TransformType.ADDITIONAL_KEY_EXCHANGES.get(0));
    }

    @Test
    void a_request_without_the_notify_is_refused_where_one_is_needed() throws Exception {
        Proposal ofAlice = proposal(List.of(P256));
        begin(ofAlice, ofAlice);
        byte[] request = InitMessages.without(alice.sent.remove().octets(), NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED);
        bob.step(new IkeInput.DatagramReceived(
                Peers.initiate(Peers.bob().build()).path().reversed(), request));
        assertThat(says(bob, NotifyType.NO_PROPOSAL_CHOSEN)).isTrue();
        assertThat(bob.engine.snapshots()).isEmpty();
    }

    @Test
    void an_answer_with_additional_key_exchanges_and_without_the_notify_is_not_believed() throws Exception {
        Proposal hybrid = proposal(List.of(P256));
        begin(hybrid, hybrid);
        alice.deliverTo(bob);
        IkeOutput.Transmit answer = bob.sent.remove();
        byte[] spoilt = InitMessages.without(answer.octets(), NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED);
        alice.step(new IkeInput.DatagramReceived(answer.path().reversed(), spoilt));
        assertThat(alice.sent).isEmpty();
        // The true one is still good enough.
        alice.receive(answer);
        Peers.settle(alice, bob);
        assertUp();
    }

    @Test
    void a_lost_response_is_sent_again_under_the_old_keys() {
        Proposal hybrid = proposal(List.of(P256), List.of(P384));
        begin(hybrid, hybrid);
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        // HDR(IKE_INTERMEDIATE, 1), SK {KEi(1)}  -->      x--  HDR(IKE_INTERMEDIATE, 1), SK {KEr(1)}
        IkeOutput.Transmit first = alice.sent.getFirst();
        alice.deliverTo(bob);
        byte[] lost = bob.sent.remove().octets();
        alice.waitForDeadline();
        assertThat(alice.sent.getFirst().octets()).isEqualTo(first.octets());
        alice.deliverTo(bob);
        assertThat(bob.sent.getFirst().octets()).isEqualTo(lost);
        Peers.settle(alice, bob);
        assertUp();
        // Much later, a copy of the first request: the peer's window has moved on.
        bob.receive(first);
        Peers.settle(alice, bob);
        assertThat(bob.engine.snapshots()).hasSize(1);
    }

    @Test
    void a_request_that_comes_again_in_smaller_fragments_is_answered_though_the_keys_are_new() {
        Proposal hybrid = proposal(List.of(KeyExchangeMethod.ML_KEM_1024), List.of(P384));
        begin(hybrid, hybrid);
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        List<IkeOutput.Transmit> first = new ArrayList<>(alice.sent);
        assertThat(first).hasSize(2);
        // HDR, SKF(1/2) {KEi(1)}, HDR, SKF(2/2)  -->      x--  HDR, SKF {KEr(1)}: lost until the fragments are smaller
        while (!alice.sent.isEmpty()) {
            alice.deliverTo(bob);
        }
        int response = bob.sent.size();
        bob.sent.clear();
        while (alice.sent.size() <= first.size()) {
            alice.sent.clear();
            alice.waitForDeadline();
        }
        while (!alice.sent.isEmpty()) {
            alice.deliverTo(bob);
        }
        assertThat(bob.sent).hasSize(response);
        Peers.settle(alice, bob);
        assertUp();
        assertThat(bob.events(IkeEvent.IkeSaClosed.class)).isEmpty();
    }

    @Test
    void an_ike_auth_too_early_ends_the_ike_sa() throws Exception {
        begin(proposal(List.of(P256)), proposal(List.of(P256)));
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        assertInvalidSyntax(ProtectedForgery.of(alice).exchange(ExchangeType.IKE_AUTH));
    }

    @Test
    void an_ike_intermediate_too_many_ends_the_ike_sa() throws Exception {
        begin(proposal(List.of(P256)), proposal(List.of(P256)));
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        assertInvalidSyntax(ProtectedForgery.of(alice).exchange(ExchangeType.IKE_INTERMEDIATE));
    }

    @Test
    void an_ike_intermediate_that_nobody_has_agreed_upon_ends_the_ike_sa() throws Exception {
        begin(proposal(), proposal());
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        assertInvalidSyntax(ProtectedForgery.of(alice).exchange(ExchangeType.IKE_INTERMEDIATE));
    }

    private void assertInvalidSyntax(IkeOutput.Transmit request) {
        bob.receive(request);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
        IkeEvent.MessageTraced answer = bob.events(IkeEvent.MessageTraced.class).stream()
                .filter(IkeEvent.MessageTraced::sent)
                .reduce((before, after) -> after)
                .orElseThrow();
        assertThat(answer.payloads()).hasSize(1);
        assertThat(answer.payloads().get(0).toString()).startsWith("N(INVALID_SYNTAX)");
        assertThat(bob.installed).isEmpty();
    }

    @Test
    void a_step_may_not_be_skipped() {
        Proposal hybrid = proposal(List.of(P256), List.of(P384));
        begin(hybrid, hybrid);
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        IkeOutput.Transmit due = alice.sent.remove();
        ProtectedForgery forgery = ProtectedForgery.of(alice, due);
        // HDR(IKE_INTERMEDIATE, 2) before 1: dropped, and nothing is lost by it.
        bob.receive(forgery.messageId(2));
        assertThat(bob.sent).isEmpty();
        bob.receive(due);
        Peers.settle(alice, bob);
        assertUp();
    }

    @Test
    void who_gives_up_between_the_steps_leaves_nothing() {
        begin(proposal(List.of(P256)), proposal(List.of(P256)));
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        alice.step(new IkeInput.DeleteIkeSa(alice.initiated.get(0)));
        assertThat(alice.engine.snapshots()).isEmpty();
        alice.sent.clear();
        bob.waitForDeadline();
        assertThat(bob.engine.snapshots()).isEmpty();
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.HALF_OPEN_TIMEOUT);
        assertThat(bob.engine.transientEntries()).isZero();
    }

    @Test
    void between_the_steps_an_ike_sa_is_half_open_and_its_time_runs_from_the_first_request() {
        Proposal hybrid = proposal(List.of(P256), List.of(P384));
        begin(hybrid, hybrid);
        alice.deliverTo(bob);
        java.time.Instant end = bob.deadline;
        bob.deliverTo(alice);
        peers.now = peers.now.plusSeconds(5);
        alice.deliverTo(bob);
        assertThat(bob.deadline).isEqualTo(end);
        assertThat(bob.engine.snapshots().get(0).phase()).isEqualTo(IkeSaSnapshot.Phase.AUTHENTICATING);
        Optional<KePayload> answered = bob.events(IkeEvent.MessageTraced.class).stream()
                .flatMap(traced -> traced.payloads().stream())
                .filter(KePayload.class::isInstance)
                .map(KePayload.class::cast)
                .filter(payload -> payload.method().equals(P256))
                .findFirst();
        assertThat(answered).isPresent();
    }
}
