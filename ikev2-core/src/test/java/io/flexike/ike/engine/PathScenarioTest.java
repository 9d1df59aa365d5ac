package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.LocalAddress;
import io.flexike.ike.session.NatTraversal;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.ProtocolOptions;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What moves a path, what does not, and in which words (RFC 4555, RFC 7296 2.23). */
class PathScenarioTest {
    private static final InetSocketAddress A_NEW = new InetSocketAddress("192.0.2.11", 4500);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("203.0.113.9", 4500);

    private final Peers peers = new Peers();

    private Peers.End end(long seed, ProtocolOptions options) {
        return seed == 1
                ? peers.new End(Peers.settings(seed).with(options))
                : peers.new End(Peers.settings(seed, Peers.bob().build()).with(options));
    }

    private record Ends(Peers.End alice, Peers.End bob) {}

    private Ends up(ProtocolOptions ofAlice, ProtocolOptions ofBob) {
        Ends ends = new Ends(end(1, ofAlice), end(2, ofBob));
        ends.alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(ends.alice, ends.bob);
        assertThat(ends.alice.installed).hasSize(1);
        return ends;
    }

    private static IkeSaSnapshot sa(Peers.End end) {
        assertThat(end.engine.snapshots()).hasSize(1);
        return end.engine.snapshots().get(0);
    }

    private static Stream<IkeEvent.MessageTraced> messages(Peers.End end, boolean sent) {
        return end.events(IkeEvent.MessageTraced.class).stream().filter(traced -> traced.sent() == sent);
    }

    private static boolean hasSent(Peers.End end, NotifyType type) {
        return messages(end, true).anyMatch(traced -> has(traced, type));
    }

    private static boolean has(IkeEvent.MessageTraced traced, NotifyType type) {
        return traced.payloads().stream()
                .anyMatch(payload -> payload instanceof NotifyPayload notify
                        && notify.notifyType().equals(type));
    }

    private static void moves(Peers.End end, InetSocketAddress... to) {
        end.step(new IkeInput.AddressesChanged(Stream.of(to)
                .map(InetSocketAddress::getAddress)
                .map(LocalAddress::of)
                .toList()));
    }

    /** Both ends in both modes: nothing of NAT traversal is sent or believed by the one that has switched it off. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nat_traversal_off_sends_no_detection_and_keeps_esp_bare(boolean ofInitiator) {
        ProtocolOptions off = ProtocolOptions.DEFAULT.withNatTraversal(NatTraversal.OFF);
        ProtocolOptions forced = ProtocolOptions.DEFAULT.withNatTraversal(NatTraversal.FORCED);
        Ends ends = ofInitiator ? up(off, forced) : up(forced, off);
        Peers.End silent = ofInitiator ? ends.alice : ends.bob;
        assertThat(hasSent(silent, NotifyType.NAT_DETECTION_SOURCE_IP)).isFalse();
        assertThat(hasSent(silent, NotifyType.NAT_DETECTION_DESTINATION_IP)).isFalse();
        for (Peers.End end : List.of(ends.alice, ends.bob)) {
            assertThat(end.installed.get(0).udpEncapsulation()).isFalse();
            assertThat(sa(end).path().natTraversal()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nat_traversal_forced_at_one_end_puts_esp_of_both_into_udp(boolean byInitiator) {
        ProtocolOptions forced = ProtocolOptions.DEFAULT.withNatTraversal(NatTraversal.FORCED);
        Ends ends = byInitiator ? up(forced, ProtocolOptions.DEFAULT) : up(ProtocolOptions.DEFAULT, forced);
        for (Peers.End end : List.of(ends.alice, ends.bob)) {
            assertThat(end.installed.get(0).udpEncapsulation()).isTrue();
            assertThat(sa(end).path().natTraversal()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(NatTraversal.class)
    void mobike_is_spoken_only_if_both_want_it(NatTraversal mode) {
        ProtocolOptions with = ProtocolOptions.DEFAULT.withNatTraversal(mode);
        Ends ends = up(with, with.withMobike(false));
        assertThat(hasSent(ends.alice, NotifyType.MOBIKE_SUPPORTED)).isTrue();
        assertThat(hasSent(ends.bob, NotifyType.MOBIKE_SUPPORTED)).isFalse();
        moves(ends.alice, A_NEW);
        assertThat(hasSent(ends.alice, NotifyType.UPDATE_SA_ADDRESSES)).isFalse();
    }

    @Test
    void the_initiator_says_which_addresses_are_used_and_the_responder_asks_there_before_it_sends_packets() {
        Ends ends = up(ProtocolOptions.DEFAULT, ProtocolOptions.DEFAULT);
        moves(ends.alice, A_NEW);
        // HDR, SK {N(UPDATE_SA_ADDRESSES), N(NAT_DETECTION_*), N(NO_ADDITIONAL_ADDRESSES), N(COOKIE2)}  -->
        assertThat(sa(ends.alice).path().local()).isEqualTo(A_NEW);
        assertThat(ends.alice.moved).hasSize(1);
        // A NAT may be there, so that ESP goes into UDP until it is known better.
        assertThat(ends.alice.moved.get(0).udpEncapsulation()).isTrue();
        ends.alice.deliverTo(ends.bob);
        assertThat(ends.bob.moved).isEmpty();
        assertThat(sa(ends.bob).path().remote()).isEqualTo(Peers.A4500);
        Peers.settle(ends.alice, ends.bob);
        assertThat(sa(ends.bob).path().remote()).isEqualTo(A_NEW);
        assertThat(ends.bob.moved).hasSize(1);
        assertThat(ends.bob.moved.get(0).path().remote()).isEqualTo(A_NEW);
        assertThat(ends.bob.moved.get(0).udpEncapsulation()).isFalse();
        assertThat(ends.alice.moved).hasSize(2);
        assertThat(ends.alice.moved.get(1).udpEncapsulation()).isFalse();
        assertThat(ends.bob.only(IkeEvent.PathChanged.class).from().remote()).isEqualTo(Peers.A4500);
        assertThat(ends.alice.only(IkeEvent.PathChanged.class).from().local()).isEqualTo(Peers.A4500);
    }

    @Test
    void additional_addresses_are_told_at_the_beginning_and_when_they_change() {
        Ends ends = new Ends(end(1, ProtocolOptions.DEFAULT), end(2, ProtocolOptions.DEFAULT));
        moves(ends.bob, Peers.B4500, ELSEWHERE);
        ends.alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(ends.alice, ends.bob);
        assertThat(hasSent(ends.bob, NotifyType.ADDITIONAL_IP4_ADDRESS)).isTrue();
        long before = messages(ends.bob, true).count();
        moves(ends.bob, ELSEWHERE, Peers.B4500);
        assertThat(messages(ends.bob, true).count()).isEqualTo(before);
        moves(ends.bob, Peers.B4500);
        Peers.settle(ends.alice, ends.bob);
        assertThat(hasSent(ends.bob, NotifyType.NO_ADDITIONAL_ADDRESSES)).isTrue();
        assertThat(hasSent(ends.alice, NotifyType.UPDATE_SA_ADDRESSES)).isFalse();
    }

    /** The datagram is authentic and fresh, yet sent first by somebody else. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_copy_from_elsewhere_moves_nothing(boolean mobike) {
        ProtocolOptions options = ProtocolOptions.DEFAULT.withMobike(mobike);
        Ends ends = up(options.withNatTraversal(NatTraversal.FORCED), options);
        assertThat(sa(ends.bob).peerBehindNat()).isTrue();
        ends.alice.step(new IkeInput.CheckLiveness(sa(ends.alice).localSpi()));
        IkeOutput.Transmit request = ends.alice.sent.remove();
        ends.bob.step(new IkeInput.DatagramReceived(new Path(Peers.B4500, ELSEWHERE, true), request.octets()));
        ends.bob.step(new IkeInput.PacketFromElsewhere(
                sa(ends.bob).localSpi(), ends.bob.installed.get(0).inboundSpi(), ELSEWHERE));
        assertThat(ends.bob.sent)
                .isNotEmpty()
                .allMatch(sent -> sent.path().remote().equals(ELSEWHERE));
        ends.bob.sent.clear();
        // The true one comes later, and so does its response; the question goes on until the peer answers it.
        ends.bob.receive(request);
        Peers.settle(ends.alice, ends.bob);
        for (int i = 0; i < 8; i++) {
            ends.bob.waitForDeadline();
            ends.bob.sent.removeIf(sent -> sent.path().remote().equals(ELSEWHERE));
            Peers.settle(ends.alice, ends.bob);
        }
        assertThat(sa(ends.bob).path().remote()).isEqualTo(Peers.A4500);
        assertThat(ends.bob.moved).isEmpty();
        assertThat(ends.bob.events(IkeEvent.PathChanged.class)).isEmpty();
    }

    @Test
    void a_request_that_was_answered_moves_nothing_when_it_comes_again_from_elsewhere() {
        Ends ends = up(ProtocolOptions.DEFAULT, ProtocolOptions.DEFAULT);
        moves(ends.alice, A_NEW);
        IkeOutput.Transmit update = ends.alice.sent.peek();
        Peers.settle(ends.alice, ends.bob);
        int moved = ends.bob.moved.size();
        for (int i = 0; i < 3; i++) {
            ends.bob.step(new IkeInput.DatagramReceived(new Path(Peers.B4500, ELSEWHERE, true), update.octets()));
        }
        assertThat(ends.bob.sent)
                .allMatch(sent -> sent.path().remote().equals(ELSEWHERE))
                .hasSizeLessThanOrEqualTo(3);
        assertThat(sa(ends.bob).path().remote()).isEqualTo(A_NEW);
        assertThat(ends.bob.moved).hasSize(moved);
    }

    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.1", "127.0.0.1", "0.0.0.0", "255.255.255.255", "ff02::1", "2001:db8::1"})
    void an_update_from_an_impossible_address_is_refused(String address) {
        refusesUpdateFrom(new InetSocketAddress(address, 4500));
    }

    @Test
    void an_update_from_port_0_is_refused() {
        refusesUpdateFrom(new InetSocketAddress("192.0.2.11", 0));
    }

    private void refusesUpdateFrom(InetSocketAddress source) {
        Ends ends = up(ProtocolOptions.DEFAULT, ProtocolOptions.DEFAULT);
        moves(ends.alice, A_NEW);
        IkeOutput.Transmit update = ends.alice.sent.remove();
        ends.bob.step(new IkeInput.DatagramReceived(new Path(Peers.B4500, source, true), update.octets()));
        assertThat(hasSent(ends.bob, NotifyType.UNACCEPTABLE_ADDRESSES)).isTrue();
        assertThat(ends.bob.moved).isEmpty();
        assertThat(sa(ends.bob).path().remote()).isEqualTo(Peers.A4500);
        assertThat(ends.bob.sent).hasSize(1);
    }

    @Test
    void the_responder_cannot_update_addresses_and_third_parties_cannot_either() {
        Ends ends = up(ProtocolOptions.DEFAULT, ProtocolOptions.DEFAULT);
        moves(ends.bob, ELSEWHERE);
        assertThat(hasSent(ends.bob, NotifyType.UPDATE_SA_ADDRESSES)).isFalse();
        ends.bob.sent.clear();
        IkeSaSnapshot before = sa(ends.bob);
        byte[] forged = new byte[100];
        java.nio.ByteBuffer.wrap(forged).putLong(before.remoteSpi()).putLong(before.localSpi());
        forged[16] = 46;
        forged[17] = 0x20;
        forged[18] = 37;
        forged[19] = 8;
        forged[23] = 2;
        forged[27] = 100;
        ends.bob.step(new IkeInput.DatagramReceived(new Path(Peers.B4500, A_NEW, true), forged));
        assertThat(ends.bob.sent).isEmpty();
        assertThat(sa(ends.bob)).isEqualTo(before);
    }

    /** RFC 4555 3.9: without NAT traversal the addresses in the IP header are part of what is said. */
    @Test
    void without_nat_traversal_a_changed_address_is_an_unexpected_nat() {
        ProtocolOptions off = ProtocolOptions.DEFAULT.withNatTraversal(NatTraversal.OFF);
        Ends ends = up(off, off);
        assertThat(hasSent(ends.alice, NotifyType.NO_NATS_ALLOWED)).isTrue();
        moves(ends.alice, A_NEW);
        IkeOutput.Transmit update = ends.alice.sent.remove();
        ends.bob.step(new IkeInput.DatagramReceived(
                new Path(Peers.B500, new InetSocketAddress("203.0.113.9", 500), false), update.octets()));
        assertThat(hasSent(ends.bob, NotifyType.UNEXPECTED_NAT_DETECTED)).isTrue();
        assertThat(ends.bob.moved).isEmpty();
        // Asked anew, and nobody interferes this time.
        IkeOutput.Transmit refusal = ends.bob.sent.remove();
        ends.alice.step(new IkeInput.DatagramReceived(update.path(), refusal.octets()));
        Peers.settle(ends.alice, ends.bob);
        assertThat(sa(ends.bob).path().remote().getAddress()).isEqualTo(A_NEW.getAddress());
        assertThat(ends.bob.moved).hasSize(1);
        assertThat(ends.bob.moved.get(0).udpEncapsulation()).isFalse();
    }

    @Test
    void a_handshake_whose_addresses_were_changed_fails_where_no_nats_are_allowed() {
        ProtocolOptions off = ProtocolOptions.DEFAULT.withNatTraversal(NatTraversal.OFF);
        Peers.End alice = end(1, off);
        Peers.End bob = end(2, off);
        alice.step(Peers.initiate(Peers.alice().build()));
        while (!alice.sent.isEmpty()) {
            Path from = new Path(Peers.B500, new InetSocketAddress("203.0.113.9", 500), false);
            bob.step(new IkeInput.DatagramReceived(from, alice.sent.remove().octets()));
            alice.step(new IkeInput.DatagramReceived(
                    new Path(Peers.A500, Peers.B500, false), bob.sent.remove().octets()));
        }
        assertThat(hasSent(bob, NotifyType.UNEXPECTED_NAT_DETECTED)).isTrue();
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.PEER_REFUSED);
        assertThat(alice.installed).isEmpty();
    }
}
