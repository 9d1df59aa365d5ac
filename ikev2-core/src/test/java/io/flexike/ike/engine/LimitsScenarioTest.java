package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The limits of an engine, and the room that is kept for known peers. */
class LimitsScenarioTest {
    private static final EngineLimits NO_COOKIES = EngineLimits.DEFAULT.withCookieThreshold(1000);

    private final Peers peers = new Peers();
    private long seed = 100;

    @Test
    void one_source_address_gets_its_share_of_half_open_ike_sas_only() {
        Peers.End bob = bob(NO_COOKIES.withMaxHalfOpen(100, 3));
        for (int i = 0; i < 5; i++) {
            arrive(bob, "198.51.100.1", 500 + i);
        }
        assertThat(bob.engine.snapshots()).hasSize(3);
        arrive(bob, "198.51.100.2", 500);
        assertThat(bob.engine.snapshots()).hasSize(4);
    }

    @Test
    void the_addresses_of_one_ipv6_subnet_count_as_one() {
        Peers.End bob = bob(NO_COOKIES.withMaxHalfOpen(100, 3));
        for (int i = 1; i <= 5; i++) {
            arrive(bob, "2001:db8:1:2::" + i, 500);
        }
        assertThat(bob.engine.snapshots()).hasSize(3);
        arrive(bob, "2001:db8:1:3::1", 500);
        assertThat(bob.engine.snapshots()).hasSize(4);
    }

    @Test
    void an_address_gets_its_share_back_when_its_half_open_ike_sas_have_ended() {
        Peers.End bob = bob(NO_COOKIES.withMaxHalfOpen(100, 1));
        arrive(bob, "198.51.100.1", 500);
        arrive(bob, "198.51.100.1", 501);
        assertThat(bob.engine.snapshots()).hasSize(1);
        bob.waitForDeadline();
        assertThat(bob.engine.snapshots()).isEmpty();
        assertThat(bob.engine.transientEntries()).isZero();
        arrive(bob, "198.51.100.1", 501);
        assertThat(bob.engine.snapshots()).hasSize(1);
    }

    @Test
    void beyond_the_most_ike_sas_strangers_are_dropped_without_a_word() {
        Peers.End bob = bob(NO_COOKIES.withMaxIkeSas(1));
        connect(bob);
        arrive(bob, "198.51.100.1", 500);
        assertThat(bob.sent).isEmpty();
        assertThat(bob.engine.snapshots()).hasSize(1);
        assertThat(bob.only(IkeEvent.DatagramRefused.class).reason()).contains("most IKE SAs");
    }

    /** RFC 7296 2.8.3: reauthentication makes the new IKE SA before the old one goes. */
    @Test
    void a_known_peer_can_reauthenticate_when_all_ike_sas_are_taken() {
        Peers.End bob = bob(NO_COOKIES.withMaxIkeSas(1));
        Peers.End alice = connect(bob);
        long old = alice.engine.snapshots().get(0).localSpi();
        // HDR, SAi1, KEi, Ni -->  <-- HDR, N(COOKIE): an address alone proves nothing.
        alice.step(Peers.initiate(Peers.alice().build()));
        alice.deliverTo(bob);
        assertThat(firstNotify(bob.sent.element().octets())).isEqualTo(NotifyType.COOKIE);
        Peers.settle(alice, bob);
        assertThat(bob.engine.snapshots()).hasSize(2);
        alice.step(new IkeInput.DeleteIkeSa(old));
        Peers.settle(alice, bob);
        assertThat(bob.engine.snapshots()).hasSize(1);
    }

    @Test
    void rekeying_and_reauthenticating_are_not_stopped_by_a_limit_of_our_own() {
        Peers.End bob = bob(EngineLimits.DEFAULT);
        Peers.End alice = peers.new End(Peers.settings(1)
                .with(EngineLimits.DEFAULT.withMaxConnecting(1).withMaxIkeSas(1)));
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, bob);
        for (int i = 0; i < 2; i++) {
            long before = alice.engine.snapshots().get(0).localSpi();
            alice.step(i == 0 ? new IkeInput.RekeyIkeSa(before) : new IkeInput.Reauthenticate(before));
            Peers.settle(alice, bob);
            assertThat(alice.engine.snapshots()).hasSize(1);
            assertThat(alice.engine.snapshots().get(0).localSpi()).isNotEqualTo(before);
        }
    }

    // RFC 7296 1.3
    @Test
    void beyond_the_most_child_sas_the_peer_gets_no_more_but_rekeys_those_it_has() {
        Peers.End bob = bob(NO_COOKIES.withMaxChildSas(2));
        Peers.End alice = connect(bob);
        IkeSaSnapshot sa = alice.engine.snapshots().get(0);
        IkeInput more = new IkeInput.CreateChildSa(
                sa.localSpi(),
                sa.children().get(0).local(),
                sa.children().get(0).remote());
        for (int i = 0; i < 2; i++) {
            alice.step(more);
            Peers.settle(alice, bob);
        }
        assertThat(children(alice)).isEqualTo(2);
        assertThat(children(bob)).isEqualTo(2);
        alice.step(new IkeInput.RekeyChildSa(sa.localSpi(), sa.children().get(0).inboundSpi()));
        Peers.settle(alice, bob);
        assertThat(children(bob)).isEqualTo(2);
        assertThat(alice.engine.snapshots().get(0).children())
                .noneMatch(child -> child.inboundSpi() == sa.children().get(0).inboundSpi());
    }

    private static int children(Peers.End end) {
        return end.engine.snapshots().get(0).children().size();
    }

    @Test
    void the_room_for_known_peers_is_bounded_too() {
        Peers.End bob = bob(NO_COOKIES.withMaxIkeSas(8));
        Peers.End alice = connect(bob);
        for (int i = 0; i < 20; i++) {
            alice.step(Peers.initiate(Peers.alice().build()));
            Peers.settle(alice, bob);
        }
        // Eight, an eighth of that, and one.
        assertThat(bob.engine.snapshots()).hasSize(10);
    }

    @Test
    void a_closed_ike_sa_makes_room_at_once() {
        Peers.End bob = bob(NO_COOKIES.withMaxIkeSas(1));
        Peers.End alice = connect(bob);
        alice.step(new IkeInput.DeleteIkeSa(alice.engine.snapshots().get(0).localSpi()));
        Peers.settle(alice, bob);
        arrive(bob, "198.51.100.1", 500);
        assertThat(bob.engine.snapshots()).hasSize(1);
    }

    @Test
    void too_many_initiations_at_once_fail_at_once_and_say_why() {
        Peers.End alice = peers.new End(Peers.settings(1).with(EngineLimits.DEFAULT.withMaxConnecting(2)));
        for (int i = 0; i < 3; i++) {
            alice.step(Peers.initiate(Peers.alice().build()));
        }
        assertThat(alice.initiated).hasSize(3);
        IkeEvent.IkeSaClosed refused = alice.only(IkeEvent.IkeSaClosed.class);
        assertThat(refused.sa().localSpi()).isEqualTo(alice.initiated.get(2));
        assertThat(refused.reason().kind()).isEqualTo(CloseReason.Kind.LIMIT_REACHED);
        assertThat(refused.reason().explanation()).contains("2 IKE SAs in negotiation");
    }

    @Test
    void an_initiation_that_has_ended_makes_room_for_the_next() {
        Peers.End bob = bob(EngineLimits.DEFAULT);
        Peers.End alice = peers.new End(Peers.settings(1)
                .with(EngineLimits.DEFAULT.withMaxConnecting(1).withMaxIkeSas(2)));
        for (int i = 0; i < 3; i++) {
            alice.step(Peers.initiate(Peers.alice().build()));
            Peers.settle(alice, bob);
        }
        assertThat(alice.engine.snapshots()).hasSize(2);
        assertThat(alice.only(IkeEvent.IkeSaClosed.class).reason().explanation())
                .contains("there are 2 IKE SAs");
    }

    /** Spoofed requests must not make us send more octets to somebody than they cost. */
    @Test
    void the_smallest_request_that_gets_a_cookie_is_not_shorter_than_the_answer() {
        Peers.End bob = bob(EngineLimits.DEFAULT.withCookieThreshold(0));
        byte[] smallest = ByteBuffer.allocate(60)
                .putLong(1)
                .putLong(0)
                .put(new byte[] {33, 0x20, 34, 0x08, 0, 0, 0, 0, 0, 0, 0, 60})
                .put(new byte[] {34, 0, 0, 4, 40, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 20})
                .array();
        bob.step(new IkeInput.DatagramReceived(new Path(Peers.B500, Peers.A500, false), smallest));
        assertThat(bob.sent.remove().octets()).hasSizeLessThanOrEqualTo(smallest.length);
        byte[] withoutKe = smallest.clone();
        withoutKe[28] = 43;
        bob.step(new IkeInput.DatagramReceived(new Path(Peers.B500, Peers.A500, false), withoutKe));
        assertThat(bob.sent).isEmpty();
    }

    private Peers.End bob(EngineLimits limits) {
        return peers.new End(Peers.settings(2, Peers.bob().build()).with(limits));
    }

    private Peers.End connect(Peers.End end) {
        Peers.End alice = peers.new End(Peers.settings(7));
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, end);
        assertThat(end.engine.snapshots()).hasSize(1);
        return alice;
    }

    private void arrive(Peers.End end, String address, int port) {
        Peers.End stranger = peers.new End(Peers.settings(seed++));
        stranger.step(Peers.initiate(Peers.alice().build()));
        InetAddress literal = new InetSocketAddress(address, 0).getAddress();
        Path path = new Path(Peers.B500, new InetSocketAddress(literal, port), false);
        end.step(new IkeInput.DatagramReceived(path, stranger.sent.remove().octets()));
    }

    private static NotifyType firstNotify(byte[] message) {
        try {
            return IkeMessage.decode(ByteBuffer.wrap(message))
                    .first(NotifyPayload.class)
                    .orElseThrow()
                    .notifyType();
        } catch (io.flexike.ike.error.IkeProtocolException e) {
            throw new AssertionError(e);
        }
    }
}
