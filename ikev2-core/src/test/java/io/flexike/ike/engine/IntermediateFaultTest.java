package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.UnknownPayload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Rejection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a peer that has the keys of IKE_SA_INIT may put into IKE_INTERMEDIATE instead of KE(1). */
class IntermediateFaultTest {
    private static final KeyExchangeMethod AGREED = KeyExchangeMethod.ECP_256;
    private static final Proposal HYBRID = Proposal.ike()
            .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
            .prf(PrfAlgorithm.HMAC_SHA2_256)
            .keyExchange(KeyExchangeMethod.CURVE25519)
            .additionalKeyExchange(1, AGREED)
            .build();

    /** A notify that means nothing here. */
    private static final Payload MEANINGLESS = NotifyPayload.of(NotifyType.INITIAL_CONTACT);

    private final Peers peers = new Peers();
    private final Peers.End alice = end(1);
    private final Peers.End bob = end(2, Peers.bob().ike(HYBRID).build());

    private Peers.End end(long seed, io.flexike.ike.session.PeerProfile... profiles) {
        return peers.new End(Peers.settings(seed, profiles).withTracing(true, true));
    }

    /** HDR(IKE_INTERMEDIATE, 1), SK {...}, and what it is answered with. */
    private record Malformed(String name, NotifyType answer, List<Payload> payloads) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Malformed> malformed() {
        byte[] value = new byte[64];
        Arrays.fill(value, (byte) 7);
        KePayload ke = new KePayload(AGREED, value);
        return Stream.of(
                new Malformed("nothing", NotifyType.INVALID_SYNTAX, List.of()),
                new Malformed("no KE", NotifyType.INVALID_SYNTAX, List.of(MEANINGLESS)),
                new Malformed("two KE", NotifyType.INVALID_SYNTAX, List.of(ke, ke)),
                new Malformed(
                        "another method",
                        NotifyType.INVALID_SYNTAX,
                        List.of(new KePayload(KeyExchangeMethod.ECP_384, new byte[96]))),
                new Malformed("too short", NotifyType.INVALID_SYNTAX, List.of(new KePayload(AGREED, new byte[63]))),
                new Malformed("too long", NotifyType.INVALID_SYNTAX, List.of(new KePayload(AGREED, new byte[65]))),
                new Malformed("not on the curve", NotifyType.INVALID_SYNTAX, List.of(ke)),
                new Malformed(
                        "unknown critical payload",
                        NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD,
                        List.of(ke, new UnknownPayload(new PayloadType(200), true, new byte[4]))));
    }

    @BeforeEach
    void begin() {
        alice.step(Peers.initiate(Peers.alice().ike(HYBRID).build()));
        alice.deliverTo(bob);
        bob.deliverTo(alice);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void a_malformed_request_is_answered_and_ends_the_ike_sa(Malformed malformed) {
        bob.receive(ProtectedForgery.of(alice).payloads(malformed.payloads()));
        assertThat(lastSent(bob).payloads())
                .singleElement()
                .isInstanceOfSatisfying(
                        NotifyPayload.class,
                        notify -> assertThat(notify.notifyType()).isEqualTo(malformed.answer()));
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
        // The initiator is told why, under the keys that both have.
        bob.deliverTo(alice);
        CloseReason reason = alice.only(IkeEvent.IkeSaClosed.class).reason();
        assertThat(reason.rejection())
                .containsInstanceOf(Rejection.ByPeer.class)
                .hasValueSatisfying(
                        data -> assertThat(((Rejection.ByPeer) data).told()).isEqualTo(malformed.answer()));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void a_malformed_response_ends_the_ike_sa_of_the_initiator(Malformed malformed) {
        alice.deliverTo(bob);
        IkeOutput.Transmit response = bob.sent.remove();
        alice.receive(ProtectedForgery.of(alice, response).payloads(malformed.payloads()));
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
        // There is no IKE SA yet of which the responder would have to be told.
        assertThat(alice.sent).isEmpty();
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(alice.installed).isEmpty();
        assertThat(bob.installed).isEmpty();
        assertThat(alice.engine.snapshots()).isEmpty();
        for (int i = 0; i < 10 && bob.engine.transientEntries() > 0; i++) {
            bob.waitForDeadline();
        }
        assertThat(bob.engine.snapshots()).isEmpty();
        assertThat(bob.engine.transientEntries()).isZero();
    }

    private static IkeEvent.MessageTraced lastSent(Peers.End end) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(IkeEvent.MessageTraced::sent)
                .reduce((before, after) -> after)
                .orElseThrow();
    }

    @Test
    void an_unencrypted_request_is_dropped() throws Exception {
        IkeOutput.Transmit due = alice.sent.remove();
        IkeHeader header = IkeHeader.peek(ByteBuffer.wrap(due.octets()));
        byte[] clear = IkeMessage.encode(header, ProtectedForgery.of(alice, due).payloads());
        bob.receive(new IkeOutput.Transmit(due.path(), clear));
        assertThat(bob.sent).isEmpty();
        bob.receive(due);
        Peers.settle(alice, bob);
        assertThat(alice.installed).hasSize(1);
    }

    @Test
    void a_request_under_wrong_keys_is_dropped() {
        IkeOutput.Transmit due = alice.sent.remove();
        byte[] spoilt = due.octets().clone();
        spoilt[spoilt.length - 1] ^= 1;
        bob.receive(new IkeOutput.Transmit(due.path(), spoilt));
        assertThat(bob.sent).isEmpty();
        bob.receive(due);
        Peers.settle(alice, bob);
        assertThat(alice.installed).hasSize(1);
    }

    /** Somebody who could break the first key exchange, but not the second: what he changes shows in AUTH. */
    @Test
    void a_changed_request_fails_in_ike_auth() {
        ProtectedForgery forgery = ProtectedForgery.of(alice);
        List<Payload> more = Stream.concat(forgery.payloads().stream(), Stream.of(MEANINGLESS))
                .toList();
        bob.receive(forgery.payloads(more));
        Peers.settle(alice, bob);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(alice.installed).isEmpty();
    }

    @Test
    void a_changed_response_fails_in_ike_auth() {
        alice.deliverTo(bob);
        ProtectedForgery forgery = ProtectedForgery.of(alice, bob.sent.remove());
        List<Payload> more = Stream.concat(forgery.payloads().stream(), Stream.of(MEANINGLESS))
                .toList();
        alice.receive(forgery.payloads(more));
        Peers.settle(alice, bob);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
    }
}
