package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.PeerPpks;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PostquantumKeys;
import io.flexike.ike.session.PostquantumPolicy;
import io.flexike.ike.session.PostquantumPolicy.Mixing;
import io.flexike.ike.session.Ppk;
import io.flexike.ike.session.PpkId;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.session.Rejection.Postquantum.Lack;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Post-quantum pre-shared keys in IKE_AUTH (RFC 8784) and in IKE_INTERMEDIATE (RFC 9867). */
class PpkScenarioTest {
    private static final Ppk RED = ppk("red", "the red key");
    private static final Ppk BLUE = ppk("blue", "the blue key");
    private static final Ppk FALSE_RED = ppk("red", "another key by that name");

    private final Peers peers = new Peers();
    private Peers.End alice;
    private Peers.End bob;

    private static Ppk ppk(String id, String key) {
        return new Ppk(PpkId.fixed(id), SecretBytes.ofUtf8(key));
    }

    private static PostquantumPolicy optional(Mixing mixing, Ppk... keys) {
        return policy(mixing, PeerPpks.Need.OPTIONAL, keys);
    }

    private static PostquantumPolicy required(Mixing mixing, Ppk... keys) {
        return policy(mixing, PeerPpks.Need.REQUIRED, keys);
    }

    private static PostquantumPolicy policy(Mixing mixing, PeerPpks.Need need, Ppk... keys) {
        return new PostquantumPolicy(PostquantumKeys.same(new PeerPpks(Arrays.asList(keys), need)), mixing);
    }

    private void connect(PostquantumPolicy ofAlice, PostquantumPolicy ofBob) {
        begin(ofAlice, ofBob);
        Peers.settle(alice, bob);
    }

    private void begin(PostquantumPolicy ofAlice, PostquantumPolicy ofBob) {
        alice = end(1);
        bob = end(2, Peers.bob().build().with(ofBob));
        alice.step(Peers.initiate(Peers.alice().build().with(ofAlice)));
    }

    private Peers.End end(long seed, PeerProfile... profiles) {
        return peers.new End(Peers.settings(seed, profiles).withTracing(true, true));
    }

    private void assertUp() {
        assertThat(alice.installed).hasSize(1);
        assertThat(bob.installed).hasSize(1);
        assertThat(alice.installed.get(0).keys().inboundEncryption())
                .isEqualTo(bob.installed.get(0).keys().outboundEncryption());
    }

    private void assertUsed(Ppk ppk) {
        assertThat(alice.engine.details(peers.now).get(0).ppk()).contains(ppk.id());
        assertThat(bob.engine.details(peers.now).get(0).ppk()).contains(ppk.id());
    }

    private static void assertRefused(Peers.End end, Lack lack) {
        CloseReason reason = end.only(IkeEvent.IkeSaClosed.class).reason();
        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(reason.rejection())
                .hasValueSatisfying(data ->
                        assertThat(((Rejection.Postquantum) data).lack()).isEqualTo(lack));
        assertThat(end.installed).isEmpty();
    }

    private static List<NotifyType> notifies(Peers.End end, ExchangeType exchange) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(traced -> traced.sent() && traced.header().exchange().equals(exchange))
                .flatMap(traced -> traced.payloads().stream())
                .filter(NotifyPayload.class::isInstance)
                .map(payload -> ((NotifyPayload) payload).notifyType())
                .filter(type -> type.toString().contains("PPK"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"OPTIONAL, OPTIONAL", "OPTIONAL, REQUIRED", "REQUIRED, OPTIONAL", "REQUIRED, REQUIRED"})
    void a_common_key_in_ike_auth_is_used(PeerPpks.Need ofAlice, PeerPpks.Need ofBob) {
        // HDR, SAi1, KEi, Ni, N(USE_PPK)  -->      <--  HDR, SAr1, KEr, Nr, N(USE_PPK)
        // HDR, SK {IDi, AUTH, .., N(PPK_IDENTITY, red) [, N(NO_PPK_AUTH)]}  -->
        // <--  HDR, SK {IDr, AUTH, .., N(PPK_IDENTITY)}
        connect(policy(Mixing.IN_AUTH, ofAlice, RED), policy(Mixing.IN_AUTH, ofBob, BLUE, RED));
        assertUp();
        assertUsed(RED);
        assertThat(notifies(alice, ExchangeType.IKE_SA_INIT)).containsExactly(NotifyType.USE_PPK);
        assertThat(notifies(bob, ExchangeType.IKE_SA_INIT)).containsExactly(NotifyType.USE_PPK);
        assertThat(notifies(alice, ExchangeType.IKE_AUTH))
                .isEqualTo(
                        ofAlice == PeerPpks.Need.REQUIRED
                                ? List.of(NotifyType.PPK_IDENTITY)
                                : List.of(NotifyType.PPK_IDENTITY, NotifyType.NO_PPK_AUTH));
        assertThat(notifies(bob, ExchangeType.IKE_AUTH)).containsExactly(NotifyType.PPK_IDENTITY);
    }

    @Test
    void a_key_of_that_name_that_is_another_one_fails() {
        connect(optional(Mixing.IN_AUTH, RED), optional(Mixing.IN_AUTH, FALSE_RED));
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(alice.installed).isEmpty();
    }

    @Test
    void without_a_common_key_it_goes_on_if_both_may() {
        connect(optional(Mixing.IN_AUTH, RED), optional(Mixing.IN_AUTH, BLUE));
        assertUp();
        assertThat(notifies(bob, ExchangeType.IKE_AUTH)).isEmpty();
    }

    @Test
    void without_a_common_key_a_responder_that_needs_one_refuses() {
        connect(optional(Mixing.IN_AUTH, RED), required(Mixing.IN_AUTH, BLUE));
        assertRefused(bob, Lack.UNKNOWN);
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
    }

    @Test
    void without_a_common_key_an_initiator_that_needs_one_leaves_no_way_without() {
        connect(required(Mixing.IN_AUTH, RED), optional(Mixing.IN_AUTH, BLUE));
        assertRefused(bob, Lack.UNKNOWN);
        assertThat(alice.installed).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Mixing.class)
    void a_responder_without_keys_is_none_for_an_initiator_that_needs_one(Mixing mixing) {
        connect(required(mixing, RED), PostquantumPolicy.NONE);
        // RFC 7296 2.21.1: the response may have been forged, so it waits for a better one.
        while (alice.events(IkeEvent.IkeSaClosed.class).isEmpty()) {
            alice.waitForDeadline();
        }
        assertRefused(alice, Lack.NOT_SPOKEN);
        assertThat(notifies(bob, ExchangeType.IKE_SA_INIT)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Mixing.class)
    void a_responder_without_keys_does_for_an_initiator_that_may_go_without(Mixing mixing) {
        connect(optional(mixing, RED), PostquantumPolicy.NONE);
        assertUp();
        assertThat(notifies(alice, ExchangeType.IKE_AUTH)).isEmpty();
    }

    @Test
    void an_initiator_without_keys_is_refused_where_one_is_needed() {
        connect(PostquantumPolicy.NONE, required(Mixing.IN_AUTH, RED));
        assertRefused(bob, Lack.NOT_SPOKEN);
    }

    @Test
    void an_initiator_without_keys_is_let_in_where_none_is_needed() {
        connect(PostquantumPolicy.NONE, optional(Mixing.IN_AUTH, RED));
        assertUp();
        assertThat(notifies(bob, ExchangeType.IKE_SA_INIT)).isEmpty();
    }

    @Test
    void who_has_agreed_to_use_a_key_has_to_name_it() throws Exception {
        begin(optional(Mixing.IN_AUTH, RED), optional(Mixing.IN_AUTH, RED));
        alice.deliverTo(bob);
        bob.deliverTo(alice);
        ProtectedForgery forgery = ProtectedForgery.of(alice);
        bob.receive(forgery.payloads(without(forgery.payloads(), NotifyType.PPK_IDENTITY)));
        assertRefused(bob, Lack.NOT_NAMED);
    }

    /** Whoever sits in between and takes the notify away gets nothing for it: it is in what AUTH covers. */
    @Test
    void a_use_ppk_that_was_taken_out_shows_in_auth() throws Exception {
        begin(optional(Mixing.IN_AUTH, RED), optional(Mixing.IN_AUTH, RED));
        IkeOutput.Transmit request = alice.sent.remove();
        bob.receive(new IkeOutput.Transmit(request.path(), InitMessages.without(request.octets(), NotifyType.USE_PPK)));
        Peers.settle(alice, bob);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
    }

    private static List<Payload> without(List<Payload> payloads, NotifyType type) {
        return payloads.stream()
                .filter(payload -> !(payload instanceof NotifyPayload notify)
                        || !notify.notifyType().equals(type))
                .toList();
    }

    @Test
    void in_ike_intermediate_the_responder_chooses_among_the_initiators_keys() {
        // HDR, SAi1, KEi, Ni, N(INTERMEDIATE_EXCHANGE_SUPPORTED), N(USE_PPK_INT), N(USE_PPK)  -->
        // <--  HDR, SAr1, KEr, Nr, N(INTERMEDIATE_EXCHANGE_SUPPORTED), N(USE_PPK_INT)
        // HDR(IKE_INTERMEDIATE), SK {N(PPK_IDENTITY_KEY, blue), N(PPK_IDENTITY_KEY, red)}  -->
        // <--  HDR(IKE_INTERMEDIATE), SK {N(PPK_IDENTITY, red)}
        connect(required(Mixing.IN_INTERMEDIATE, BLUE, RED), required(Mixing.IN_AUTH, RED));
        assertUp();
        assertUsed(RED);
        assertThat(notifies(alice, ExchangeType.IKE_SA_INIT))
                .containsExactly(NotifyType.USE_PPK_INT, NotifyType.USE_PPK);
        assertThat(notifies(bob, ExchangeType.IKE_SA_INIT)).containsExactly(NotifyType.USE_PPK_INT);
        assertThat(notifies(alice, ExchangeType.IKE_INTERMEDIATE))
                .containsExactly(NotifyType.PPK_IDENTITY_KEY, NotifyType.PPK_IDENTITY_KEY);
        assertThat(notifies(bob, ExchangeType.IKE_INTERMEDIATE)).containsExactly(NotifyType.PPK_IDENTITY);
        assertThat(notifies(alice, ExchangeType.IKE_AUTH)).isEmpty();
        assertThat(alice.keys).hasSize(2).isEqualTo(bob.keys);
    }

    @Test
    void a_key_of_that_name_that_is_another_one_is_passed_over_in_ike_intermediate() {
        connect(optional(Mixing.IN_INTERMEDIATE, RED), optional(Mixing.IN_AUTH, FALSE_RED));
        assertUp();
        assertThat(notifies(bob, ExchangeType.IKE_INTERMEDIATE)).isEmpty();
        assertThat(alice.keys).hasSize(1);
    }

    @Test
    void without_a_common_key_in_ike_intermediate_an_initiator_that_needs_one_gives_up() {
        connect(required(Mixing.IN_INTERMEDIATE, RED), optional(Mixing.IN_AUTH, BLUE));
        assertRefused(alice, Lack.NOT_TAKEN);
        assertThat(bob.installed).isEmpty();
    }

    @Test
    void without_a_common_key_in_ike_intermediate_a_responder_that_needs_one_refuses() {
        connect(optional(Mixing.IN_INTERMEDIATE, RED), required(Mixing.IN_AUTH, BLUE));
        assertRefused(bob, Lack.NOT_TAKEN);
    }

    /** RFC 9867 3.1: a responder that knows RFC 8784 only. */
    @Test
    void it_falls_back_to_ike_auth_where_the_peer_does_not_know_better() throws Exception {
        begin(required(Mixing.IN_INTERMEDIATE, RED), required(Mixing.IN_AUTH, RED));
        alice.deliverTo(bob);
        // Such a responder answers both with USE_PPK alone; the octets that bob signs have to be those that alice sees.
        IkeMessage answer =
                IkeMessage.decode(ByteBuffer.wrap(bob.sent.getFirst().octets()));
        assertThat(answer.notification(NotifyType.USE_PPK_INT)).isPresent();
        begin(required(Mixing.IN_INTERMEDIATE, RED), required(Mixing.IN_AUTH, RED));
        IkeOutput.Transmit request = alice.sent.remove();
        bob.receive(
                new IkeOutput.Transmit(request.path(), InitMessages.without(request.octets(), NotifyType.USE_PPK_INT)));
        bob.deliverTo(alice);
        assertThat(alice.sent).hasSize(1);
        assertThat(ProtectedForgery.of(alice).payloads().toString()).contains("PPK_IDENTITY");
    }

    @Test
    void a_responder_does_not_take_the_key_of_another_peer() {
        Ppk ofCarol = ppk("carol", "a key of carol's");
        connect(
                optional(Mixing.IN_INTERMEDIATE, ofCarol),
                new PostquantumPolicy(new Shared(RED, ofCarol), Mixing.IN_AUTH));
        assertRefused(bob, Lack.UNKNOWN);
    }

    /** The names are the same, the keys are not. */
    @Test
    void a_responder_does_not_take_the_key_of_another_peer_that_has_the_same_name() {
        PostquantumPolicy ofBob = new PostquantumPolicy(new Shared(RED, FALSE_RED), Mixing.IN_AUTH);
        connect(optional(Mixing.IN_INTERMEDIATE, FALSE_RED), ofBob);
        assertThat(notifies(bob, ExchangeType.IKE_INTERMEDIATE)).containsExactly(NotifyType.PPK_IDENTITY);
        assertRefused(bob, Lack.UNKNOWN);
    }

    @Test
    void among_keys_of_the_same_name_a_responder_takes_that_of_the_peer() {
        connect(
                optional(Mixing.IN_INTERMEDIATE, RED),
                new PostquantumPolicy(new Shared(RED, FALSE_RED), Mixing.IN_AUTH));
        assertUp();
        assertThat(notifies(bob, ExchangeType.IKE_INTERMEDIATE)).containsExactly(NotifyType.PPK_IDENTITY);
    }

    @Test
    void whether_there_are_keys_is_asked_when_the_engine_is_made_and_not_for_every_stranger() {
        Shared keys = new Shared(RED);
        bob = end(2, Peers.bob().build().with(new PostquantumPolicy(keys, Mixing.IN_AUTH)));
        int askedBefore = keys.questions;
        for (int seed = 10; seed < 13; seed++) {
            alice = end(seed);
            alice.step(Peers.initiate(Peers.alice().build()));
            alice.deliverTo(bob);
        }
        assertThat(askedBefore).isPositive();
        assertThat(keys.questions).as("requests of strangers").isEqualTo(askedBefore);
    }

    /** One key for whoever comes, and those of others. */
    private static final class Shared implements PostquantumKeys {
        private final Ppk ofEveryone;
        private final List<Ppk> all;
        private int questions;

        Shared(Ppk ofEveryone, Ppk... others) {
            this.ofEveryone = ofEveryone;
            this.all = Stream.concat(Stream.of(ofEveryone), Stream.of(others)).toList();
        }

        @Override
        public PeerPpks of(Optional<Identification> remote, InetAddress remoteAddress) {
            return new PeerPpks(List.of(ofEveryone), PeerPpks.Need.REQUIRED);
        }

        @Override
        public boolean isEmpty() {
            questions++;
            return false;
        }

        @Override
        public List<Ppk> withId(PpkId id) {
            questions++;
            return all.stream().filter(ppk -> ppk.id().equals(id)).toList();
        }
    }
}
