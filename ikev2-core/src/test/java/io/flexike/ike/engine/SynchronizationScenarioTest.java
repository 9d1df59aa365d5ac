package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.SessionContinuity;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SynchronizationScenarioTest {
    private static final SessionContinuity BOTH = SessionContinuity.DEFAULT.withSynchronization(true, true);

    private final Peers peers = new Peers();
    private Peers.End alice;
    private Peers.End bob;

    private void connect(SessionContinuity ofAlice, SessionContinuity ofBob) {
        alice = peers.new End(Peers.settings(1).with(ofAlice));
        bob = peers.new End(Peers.settings(2, Peers.bob().build()).with(ofBob));
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, bob);
        assertThat(alice.installed).hasSize(1);
    }

    private static long spi(Peers.End end) {
        assertThat(end.engine.snapshots()).hasSize(1);
        return end.engine.snapshots().get(0).localSpi();
    }

    private static IkeEvent.MessageTraced last(Peers.End end) {
        List<IkeEvent.MessageTraced> all = end.events(IkeEvent.MessageTraced.class);
        return all.get(all.size() - 1);
    }

    private static List<Integer> values(IkeEvent.MessageTraced message) {
        ByteBuffer data = ByteBuffer.wrap(
                notify(message, NotifyType.IKEV2_MESSAGE_ID_SYNC).data());
        return List.of(data.getInt(), data.getInt(), data.getInt());
    }

    private static NotifyPayload notify(IkeEvent.MessageTraced message, NotifyType type) {
        return message.payloads().stream()
                .filter(NotifyPayload.class::isInstance)
                .map(NotifyPayload.class::cast)
                .filter(payload -> payload.notifyType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private void assertBothEndsCanAsk() {
        for (Peers.End one : List.of(alice, bob)) {
            Peers.End other = one == alice ? bob : alice;
            int before = one.events(IkeEvent.MessageTraced.class).size();
            one.step(new IkeInput.CheckLiveness(spi(one)));
            Peers.settle(one, other);
            assertThat(one.events(IkeEvent.MessageTraced.class)).hasSize(before + 2);
            assertThat(last(one).header().response()).isTrue();
            assertThat(last(one).sent()).isFalse();
            assertThat(one.deadline).isEqualTo(Instant.MAX);
        }
    }

    private boolean saidBy(Peers.End end, NotifyType type) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(IkeEvent.MessageTraced::sent)
                .filter(message -> message.header().exchange().equals(ExchangeType.IKE_AUTH))
                .flatMap(message -> message.payloads().stream())
                .anyMatch(NotifyPayload.of(type)::equals);
    }

    @Test
    void a_responder_says_only_what_the_initiator_has_said() {
        connect(SessionContinuity.DEFAULT.withSynchronization(false, false), BOTH);
        assertThat(saidBy(bob, NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED)).isFalse();
        assertThat(saidBy(bob, NotifyType.IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED)).isFalse();
        connect(BOTH, SessionContinuity.DEFAULT);
        assertThat(saidBy(alice, NotifyType.IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED))
                .isTrue();
        assertThat(saidBy(bob, NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED)).isTrue();
        assertThat(saidBy(bob, NotifyType.IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void message_ids_are_agreed_upon_anew_by_either_end(boolean byInitiator) {
        connect(BOTH, BOTH);
        Peers.End one = byInitiator ? alice : bob;
        Peers.End other = byInitiator ? bob : alice;
        one.step(new IkeInput.SynchronizeMessageIds(spi(one), 0));
        // HDR(0), SK {N(IKEV2_MESSAGE_ID_SYNC)}  -->   <--  HDR(0), SK {N(IKEV2_MESSAGE_ID_SYNC)}
        IkeEvent.MessageTraced request = last(one);
        Peers.settle(one, other);
        IkeEvent.MessageTraced response = last(one);
        assertThat(request.header().messageId()).isZero();
        assertThat(response.header().messageId()).isZero();
        assertThat(response.payloads()).hasSize(1);
        List<Integer> asked = values(request);
        List<Integer> agreed = values(response);
        assertThat(agreed.get(0)).isEqualTo(asked.get(0));
        // The peer's expected receive value answers our send value, and the other way round.
        assertThat(agreed.get(2)).isEqualTo(asked.get(1));
        assertThat(agreed.get(1)).isEqualTo(asked.get(2));
        // Beyond the window of five that the peer had given.
        assertThat(asked.get(1)).isEqualTo(byInitiator ? 2 + 5 : 5);
        one.step(new IkeInput.CheckLiveness(spi(one)));
        assertThat(last(one).header().messageId()).isEqualTo(agreed.get(2));
        Peers.settle(one, other);
        assertBothEndsCanAsk();
    }

    @Test
    void a_copy_of_the_request_changes_nothing_and_an_old_one_is_dropped() {
        connect(BOTH, BOTH);
        bob.step(new IkeInput.SynchronizeMessageIds(spi(bob), 7));
        IkeOutput.Transmit copied = bob.sent.peek();
        bob.deliverTo(alice);
        IkeOutput.Transmit response = alice.sent.remove();
        assertThat(alice.skipped).hasSize(1);
        // The response was lost.
        alice.receive(copied);
        assertThat(alice.sent.peek().octets()).isEqualTo(response.octets());
        assertThat(alice.skipped).hasSize(1);
        Peers.settle(alice, bob);
        assertBothEndsCanAsk();
        alice.receive(copied);
        assertThat(alice.sent).isEmpty();
        assertThat(alice.skipped).hasSize(1);
        assertBothEndsCanAsk();
        // A new one is taken.
        bob.step(new IkeInput.SynchronizeMessageIds(spi(bob), 0));
        Peers.settle(alice, bob);
        alice.receive(copied);
        assertThat(alice.sent).isEmpty();
        assertBothEndsCanAsk();
    }

    @Test
    void a_response_to_an_earlier_request_is_dropped() {
        connect(BOTH, BOTH);
        bob.step(new IkeInput.SynchronizeMessageIds(spi(bob), 0));
        bob.deliverTo(alice);
        IkeOutput.Transmit old = alice.sent.peek();
        alice.deliverTo(bob);
        bob.step(new IkeInput.SynchronizeMessageIds(spi(bob), 0));
        bob.receive(old);
        assertThat(bob.events(IkeEvent.DatagramRefused.class)).hasSize(1);
        Peers.settle(alice, bob);
        assertBothEndsCanAsk();
        bob.receive(old);
        assertThat(bob.events(IkeEvent.DatagramRefused.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_lost_datagram_is_sent_again(boolean request) {
        connect(BOTH, BOTH);
        bob.step(new IkeInput.SynchronizeMessageIds(spi(bob), 0));
        if (!request) {
            bob.deliverTo(alice);
            alice.sent.remove();
        } else {
            bob.sent.remove();
        }
        bob.waitForDeadline();
        Peers.settle(alice, bob);
        assertBothEndsCanAsk();
    }

    // Every exchange of either end, with its request or its response lost in the change from one member to another.
    @ParameterizedTest
    @CsvSource(textBlock = """
                    RekeyChildSa, true, true
                    RekeyChildSa, true, false
                    RekeyChildSa, false, true
                    RekeyChildSa, false, false
                    RekeyIkeSa, true, true
                    RekeyIkeSa, false, true
                    CheckLiveness, true, true
                    CheckLiveness, true, false
                    CheckLiveness, false, true
                    DeleteChildSa, true, true
                    DeleteChildSa, true, false
                    DeleteChildSa, false, true
                    DeleteChildSa, false, false
                    """)
    void what_was_on_its_way_is_begun_again(String command, boolean byPeer, boolean requestLost) {
        connect(BOTH, BOTH);
        // Bob loses count; what Alice, the peer, or Bob himself had on its way gets lost.
        Peers.End one = byPeer ? alice : bob;
        Peers.End other = byPeer ? bob : alice;
        long ikeSpi = spi(one);
        int child = one.installed.get(0).inboundSpi();
        one.step(
                switch (command) {
                    case "RekeyChildSa" -> new IkeInput.RekeyChildSa(ikeSpi, child);
                    case "RekeyIkeSa" -> new IkeInput.RekeyIkeSa(ikeSpi);
                    case "DeleteChildSa" -> new IkeInput.DeleteChildSa(ikeSpi, child);
                    default -> new IkeInput.CheckLiveness(ikeSpi);
                });
        if (requestLost) {
            one.sent.remove();
        } else {
            one.deliverTo(other);
            other.sent.remove();
        }
        bob.step(new IkeInput.SynchronizeMessageIds(spi(bob), 0));
        Peers.settle(alice, bob);
        for (int i = 0; i < 20 && !one.deadline.equals(Instant.MAX); i++) {
            one.waitForDeadline();
            Peers.settle(alice, bob);
        }
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(bob.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(alice.engine.snapshots()).hasSize(1);
        assertThat(bob.engine.snapshots()).hasSize(1);
        switch (command) {
            case "RekeyChildSa" ->
                assertThat(one.events(IkeEvent.ChildSaRekeyed.class)).isNotEmpty();
            case "RekeyIkeSa" -> one.only(IkeEvent.IkeSaRekeyed.class);
            case "DeleteChildSa" ->
                assertThat(other.engine.snapshots().get(0).children()).isEmpty();
            default -> assertBothEndsCanAsk();
        }
        one.step(new IkeInput.CheckLiveness(spi(one)));
        Peers.settle(alice, bob);
        assertThat(last(one).header().response()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void both_ends_lose_count_at_once(boolean aliceFirst) {
        connect(BOTH, BOTH);
        alice.step(new IkeInput.SynchronizeMessageIds(spi(alice), 0));
        bob.step(new IkeInput.SynchronizeMessageIds(spi(bob), 0));
        Peers.settle(aliceFirst ? alice : bob, aliceFirst ? bob : alice);
        assertBothEndsCanAsk();
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).isEmpty();
    }

    @Test
    void sequence_numbers_are_skipped_in_all_child_sas() {
        connect(BOTH, BOTH);
        bob.step(new IkeInput.SynchronizeMessageIds(spi(bob), 0xfffffff0L));
        Peers.settle(alice, bob);
        assertThat(alice.skipped)
                .containsExactly(new IkeOutput.SkipSequenceNumbers(
                        spi(alice), alice.installed.get(0).inboundSpi(), 0xfffffff0L));
        assertThat(bob.skipped).isEmpty();
    }

    @Test
    void replay_counters_alone_take_an_ordinary_request() {
        SessionContinuity countersOnly = SessionContinuity.DEFAULT.withSynchronization(false, true);
        connect(countersOnly, BOTH);
        alice.step(new IkeInput.SynchronizeMessageIds(spi(alice), 9));
        assertThat(last(alice).header().messageId()).isEqualTo(2);
        assertThat(notify(last(alice), NotifyType.IPSEC_REPLAY_COUNTER_SYNC).data())
                .containsExactly(0, 0, 0, 9);
        Peers.settle(alice, bob);
        assertThat(bob.skipped).hasSize(1);
        assertThat(last(alice).payloads()).isEmpty();
    }

    @Test
    void without_agreement_nothing_is_asked_and_nothing_is_skipped() {
        connect(SessionContinuity.DEFAULT.withSynchronization(false, false), BOTH);
        bob.step(new IkeInput.SynchronizeMessageIds(spi(bob), 9));
        assertThat(bob.sent).isEmpty();
        connect(SessionContinuity.DEFAULT, BOTH);
        bob.step(new IkeInput.SynchronizeMessageIds(spi(bob), 9));
        assertThat(last(bob).payloads()).extracting(Payload::bodyOctets).containsExactly(4 + 12);
        Peers.settle(alice, bob);
        assertThat(alice.skipped).isEmpty();
    }

    @Test
    void an_ordinary_request_with_message_id_zero_is_still_one() {
        connect(BOTH, BOTH);
        bob.step(new IkeInput.CheckLiveness(spi(bob)));
        assertThat(last(bob).header().messageId()).isZero();
        IkeOutput.Transmit first = bob.sent.peek();
        Peers.settle(alice, bob);
        alice.receive(first);
        assertThat(alice.sent).hasSize(1);
        Peers.settle(alice, bob);
        assertBothEndsCanAsk();
    }
}
