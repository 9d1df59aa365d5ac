package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.NatTraversal;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.session.ProtocolOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleScenarioTest {
    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));
    private final Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));

    @BeforeEach
    void handshake() {
        alice.step(Peers.initiate(Peers.alice().liveness(Duration.ofSeconds(60)).build()));
        Peers.settle(alice, bob);
        assertThat(alice.installed).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_delete_of_the_ike_sa_removes_everything_on_both_ends(boolean byInitiator) {
        Peers.End one = byInitiator ? alice : bob;
        Peers.End other = byInitiator ? bob : alice;
        one.step(new IkeInput.DeleteIkeSa(one.engine.snapshots().get(0).localSpi()));
        // HDR, SK {D}  -->      <--  HDR, SK {}
        one.deliverTo(other);
        assertThat(other.removed).hasSize(1);
        assertThat(other.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.PEER_DELETED);
        other.deliverTo(one);
        assertThat(one.removed).hasSize(1);
        assertThat(one.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.LOCAL_REQUEST);
        assertThat(one.engine.snapshots()).isEmpty();
        assertThat(other.engine.snapshots()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_delete_of_the_child_sa_leaves_the_ike_sa(boolean byInitiator) {
        Peers.End one = byInitiator ? alice : bob;
        Peers.End other = byInitiator ? bob : alice;
        long ikeSpi = one.engine.snapshots().get(0).localSpi();
        int inbound = one.installed.get(0).inboundSpi();
        one.step(new IkeInput.DeleteChildSa(ikeSpi, inbound));
        // HDR, SK {D(ESP, SPI)}  -->      <--  HDR, SK {D(ESP, SPI of the other direction)}
        Peers.settle(one, other);
        assertThat(one.removed).hasSize(1);
        assertThat(other.removed).hasSize(1);
        assertThat(other.removed.get(0).outboundSpi()).isEqualTo(inbound);
        assertThat(one.engine.snapshots().get(0).children()).isEmpty();
        assertThat(other.engine.snapshots().get(0).children()).isEmpty();
    }

    @Test
    void both_ends_delete_at_once() {
        alice.step(new IkeInput.DeleteIkeSa(alice.engine.snapshots().get(0).localSpi()));
        bob.step(new IkeInput.DeleteIkeSa(bob.engine.snapshots().get(0).localSpi()));
        Peers.settle(alice, bob);
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).hasSize(1);
        assertThat(bob.events(IkeEvent.IkeSaClosed.class)).hasSize(1);
        assertThat(alice.removed).hasSize(1);
        assertThat(bob.removed).hasSize(1);
    }

    @Test
    void a_lost_response_is_repeated_octet_for_octet_even_after_the_end() {
        alice.step(new IkeInput.DeleteIkeSa(alice.engine.snapshots().get(0).localSpi()));
        alice.deliverTo(bob);
        byte[] lost = bob.sent.remove().octets();
        alice.waitForDeadline();
        alice.deliverTo(bob);
        assertThat(bob.sent.peek().octets()).isEqualTo(lost);
        bob.deliverTo(alice);
        assertThat(alice.engine.snapshots()).isEmpty();
        assertThat(bob.events(IkeEvent.IkeSaClosed.class)).hasSize(1);
    }

    @Test
    void silence_is_probed_and_a_dead_peer_is_given_up() {
        Instant start = peers.now;
        alice.waitForDeadline();
        assertThat(Duration.between(start, peers.now)).isEqualTo(Duration.ofSeconds(60));
        // HDR, SK {}  -->      <--  HDR, SK {}
        Peers.settle(alice, bob);
        assertThat(alice.engine.snapshots()).hasSize(1);
        while (alice.events(IkeEvent.IkeSaClosed.class).isEmpty()) {
            alice.waitForDeadline();
            alice.sent.clear();
        }
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.NO_RESPONSE);
        assertThat(alice.removed).hasSize(1);
        assertThat(alice.deadline).isEqualTo(Instant.MAX);
    }

    @Test
    void a_shutdown_tells_every_peer_and_does_not_wait_for_ever() {
        alice.step(new IkeInput.Shutdown(Duration.ofSeconds(2)));
        alice.sent.clear();
        Instant start = peers.now;
        while (!alice.engine.snapshots().isEmpty()) {
            alice.waitForDeadline();
        }
        assertThat(Duration.between(start, peers.now)).isEqualTo(Duration.ofSeconds(2));
        assertThat(alice.removed).hasSize(1);
    }

    @Test
    void a_message_that_is_not_authentic_changes_nothing() {
        alice.step(new IkeInput.CheckLiveness(alice.engine.snapshots().get(0).localSpi()));
        IkeOutput.Transmit request = alice.sent.remove();
        for (int bit = 0; bit < request.octets().length * 8; bit++) {
            byte[] changed = request.octets().clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            bob.receive(new IkeOutput.Transmit(request.path(), changed));
        }
        assertThat(bob.engine.snapshots()).hasSize(1);
        bob.sent.clear();
        bob.receive(request);
        Peers.settle(alice, bob);
        assertThat(bob.engine.snapshots()).hasSize(1);
        alice.step(new IkeInput.DeleteIkeSa(alice.engine.snapshots().get(0).localSpi()));
        Peers.settle(alice, bob);
        assertThat(bob.engine.snapshots()).isEmpty();
    }

    @Test
    void the_end_behind_a_nat_is_followed_when_its_mapping_changes() {
        Peers nat = new Peers();
        Peers.End inside = nat.new End(Peers.settings(1)
                .with(ProtocolOptions.DEFAULT
                        .withNatTraversal(NatTraversal.FORCED)
                        .withMobike(false)));
        Peers.End outside = nat.new End(Peers.settings(2, Peers.bob().build()));
        inside.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(inside, outside);
        assertThat(outside.engine.snapshots().get(0).peerBehindNat()).isTrue();
        assertThat(inside.installed.get(0).udpEncapsulation()).isTrue();
        inside.step(new IkeInput.CheckLiveness(inside.engine.snapshots().get(0).localSpi()));
        Path moved = new Path(Peers.B4500, new java.net.InetSocketAddress("192.0.2.1", 50_000), true);
        outside.step(new IkeInput.DatagramReceived(moved, inside.sent.remove().octets()));
        // The peer is asked there, and is believed to be there only when it answers.
        IkeOutput.Transmit question = outside.sent.remove();
        assertThat(question.path()).isEqualTo(moved);
        assertThat(outside.sent.remove().path()).isEqualTo(moved);
        assertThat(outside.engine.snapshots().get(0).path()).isNotEqualTo(moved);
        inside.step(new IkeInput.DatagramReceived(new Path(Peers.A4500, Peers.B4500, true), question.octets()));
        outside.step(new IkeInput.DatagramReceived(moved, inside.sent.remove().octets()));
        assertThat(outside.engine.snapshots().get(0).path()).isEqualTo(moved);
    }

    @Test
    void a_request_for_an_unknown_ike_sa_is_answered_at_a_limited_rate() throws Exception {
        alice.step(new IkeInput.CheckLiveness(alice.engine.snapshots().get(0).localSpi()));
        byte[] request = alice.sent.remove().octets();
        Peers.End stranger = peers.new End(Peers.settings(3, Peers.bob().build()));
        for (int i = 0; i < 1000; i++) {
            stranger.step(new IkeInput.DatagramReceived(new Path(Peers.B500, Peers.A500, false), request.clone()));
        }
        assertThat(stranger.sent).hasSizeBetween(1, 50);
        IkeMessage answer =
                IkeMessage.decode(ByteBuffer.wrap(stranger.sent.remove().octets()));
        assertThat(answer.header().response()).isTrue();
        assertThat(answer.header().exchange()).isEqualTo(ExchangeType.INFORMATIONAL);
        assertThat(answer.payloads()).containsExactly(NotifyPayload.of(NotifyType.INVALID_IKE_SPI));
        assertThat(alice.engine.snapshots()).hasSize(1);
    }

    @Test
    void every_half_open_ike_sa_ends_by_itself() {
        Peers.End server = peers.new End(Peers.settings(4, Peers.bob().build()));
        List<Long> spis = new java.util.ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Peers.End visitor = peers.new End(Peers.settings(100 + i));
            visitor.step(Peers.initiate(Peers.alice().build()));
            visitor.deliverTo(server);
        }
        server.engine.snapshots().forEach(sa -> spis.add(sa.localSpi()));
        assertThat(spis).hasSize(20).doesNotHaveDuplicates();
        while (server.deadline.isBefore(Instant.MAX)) {
            server.waitForDeadline();
        }
        assertThat(server.engine.snapshots()).isEmpty();
        assertThat(server.events(IkeEvent.IkeSaClosed.class))
                .allMatch(closed -> closed.reason().kind() == CloseReason.Kind.HALF_OPEN_TIMEOUT);
    }

    @Test
    void a_peer_that_lost_its_memory_replaces_what_we_remember_of_it() {
        List<PeerRequest> requests = requestsOf(bob);
        Peers.End reborn = peers.new End(Peers.settings(7));
        reborn.step(Peers.initiate(Peers.alice().build()));
        // ... HDR, SK {IDi, IDr, AUTH, N(INITIAL_CONTACT), SAi2, TSi, TSr}  -->
        Peers.settle(reborn, bob);
        assertThat(bob.engine.snapshots()).hasSize(1);
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.REPLACED);
        assertThat(bob.removed).hasSize(1);
        assertThat(bob.removed.get(0).inboundSpi())
                .isEqualTo(bob.installed.get(0).inboundSpi());
        assertThat(reborn.installed).hasSize(1);
        assertThat(requests.get(0).replaced())
                .containsExactly(bob.installed.get(0).ikeSpi());
    }

    @Test
    void both_ends_connect_at_once_and_neither_forgets_what_came_up_meanwhile() {
        Peers both = new Peers();
        Peers.End left = both.new End(Peers.settings(11, Peers.alice().build()));
        Peers.End right = both.new End(Peers.settings(12, Peers.bob().build()));
        left.step(Peers.initiate(Peers.alice().build()));
        right.step(new IkeInput.Initiate(
                1,
                Peers.bob().build(),
                new Path(Peers.B500, Peers.A500, false),
                new Path(Peers.B4500, Peers.A4500, true)));
        for (int i = 0; i < 2; i++) {
            both.now = both.now.plusMillis(10);
            IkeOutput.Transmit ofLeft = left.sent.remove();
            IkeOutput.Transmit ofRight = right.sent.remove();
            right.receive(ofLeft);
            left.receive(ofRight);
        }
        List<PeerRequest> requests = requestsOf(left);
        // Both IKE_AUTH requests say INITIAL_CONTACT; that of the right is late.
        IkeOutput.Transmit late = right.sent.remove();
        left.deliverTo(right);
        right.deliverTo(left);
        both.now = both.now.plusMillis(10);
        left.receive(late);
        Peers.settle(left, right);
        assertThat(left.engine.snapshots()).hasSize(2);
        assertThat(right.engine.snapshots()).hasSize(2);
        assertThat(requests.get(0).initialContact()).isTrue();
        assertThat(requests.get(0).replaced()).isEmpty();
    }

    private static List<PeerRequest> requestsOf(Peers.End end) {
        List<PeerRequest> requests = new ArrayList<>();
        var granting = end.authorizer;
        end.authorizer = request -> {
            requests.add(request);
            return granting.apply(request);
        };
        return requests;
    }

    @Test
    void a_second_ike_sa_with_the_same_peer_does_not_replace_the_first() {
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, bob);
        assertThat(bob.engine.snapshots()).hasSize(2);
        assertThat(alice.engine.snapshots()).hasSize(2);
    }

    @Test
    void an_ike_sa_that_is_deleted_while_it_comes_up_is_deleted_on_both_ends() {
        Peers.End late = peers.new End(Peers.settings(8));
        late.step(Peers.initiate(Peers.alice().build()));
        late.deliverTo(bob);
        bob.deliverTo(late);
        late.step(new IkeInput.DeleteIkeSa(late.initiated.get(0)));
        Peers.settle(late, bob);
        assertThat(late.engine.snapshots()).isEmpty();
        assertThat(late.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.LOCAL_REQUEST);
        assertThat(bob.engine.snapshots()).isEmpty();
    }
}
