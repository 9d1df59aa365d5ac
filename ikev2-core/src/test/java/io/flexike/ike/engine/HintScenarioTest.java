package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unprotected notifications about IKE SAs that live (RFC 7296 1.5, 2.4, 2.21.4). */
class HintScenarioTest {
    private static final Path TO_BOB = new Path(Peers.A500, Peers.B500, false);
    private static final InetSocketAddress STRANGER = new InetSocketAddress("203.0.113.77", 500);

    private final Peers peers = new Peers();
    private final Peers.End alice =
            peers.new End(Peers.settings(1, Peers.alice().build()));
    private final Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));
    private IkeSaSnapshot sa;

    @BeforeEach
    void connect() {
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, bob);
        sa = alice.engine.snapshots().get(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void a_complaint_about_our_request_brings_a_liveness_check_and_nothing_else(int type) {
        hint(alice, TO_BOB, complaint(new NotifyType(type)));
        // HDR, SK {}  -->   <--  HDR, SK {}
        assertThat(alice.sent).hasSize(1);
        Peers.settle(alice, bob);
        assertThat(alice.engine.snapshots()).containsExactly(sa);
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).isEmpty();
    }

    @Test
    void an_unknown_esp_spi_of_ours_brings_a_liveness_check() {
        hint(alice, TO_BOB, unknownSpi(0, sa.children().get(0).outboundSpi()));
        assertThat(alice.sent).hasSize(1);
        Peers.settle(alice, bob);
        // RFC 7296 1.5: random IKE SPIs are as good as zeroes.
        peers.now = peers.now.plusSeconds(31);
        hint(alice, TO_BOB, unknownSpi(77, sa.children().get(0).outboundSpi()));
        assertThat(alice.sent).hasSize(1);
        Peers.settle(alice, bob);
        assertThat(alice.engine.snapshots()).containsExactly(sa);
    }

    @Test
    void hints_bring_one_check_in_half_a_minute() {
        for (int i = 0; i < 1000; i++) {
            hint(alice, TO_BOB, complaint(NotifyType.INVALID_IKE_SPI));
            hint(alice, TO_BOB, unknownSpi(0, sa.children().get(0).outboundSpi()));
            assertThat(alice.sent).hasSize(i == 0 ? 1 : 0);
            Peers.settle(alice, bob);
        }
        peers.now = peers.now.plusSeconds(31);
        hint(alice, TO_BOB, complaint(NotifyType.INVALID_IKE_SPI));
        assertThat(alice.sent).hasSize(1);
    }

    @Test
    void hints_that_cannot_be_meant_for_us_bring_nothing() {
        Path fromElsewhere = TO_BOB.withRemote(STRANGER);
        hint(alice, fromElsewhere, complaint(NotifyType.INVALID_IKE_SPI));
        hint(alice, fromElsewhere, unknownSpi(0, sa.children().get(0).outboundSpi()));
        hint(alice, TO_BOB, unknownSpi(0, sa.children().get(0).outboundSpi() + 1));
        hint(alice, TO_BOB, complaint(NotifyType.COOKIE));
        hint(alice, TO_BOB, message(sa.localSpi(), sa.remoteSpi() + 1, true, NotifyType.INVALID_IKE_SPI));
        hint(alice, TO_BOB, message(sa.localSpi() + 1, sa.remoteSpi(), true, NotifyType.INVALID_IKE_SPI));
        assertThat(alice.sent).isEmpty();
        assertThat(alice.engine.snapshots()).containsExactly(sa);
    }

    /** RFC 7296 1.5: two ends that both know nothing must not answer each other for ever. */
    @Test
    void an_unprotected_message_is_never_answered() {
        hint(bob, new Path(Peers.B500, STRANGER, false), message(5, 6, false, NotifyType.INVALID_SPI));
        hint(bob, new Path(Peers.B500, STRANGER, false), message(5, 6, false, NotifyType.INVALID_IKE_SPI));
        hint(bob, new Path(Peers.B500, STRANGER, false), message(0, 0, false, NotifyType.INVALID_SPI));
        byte[] empty = IkeMessage.encode(IkeHeader.of(5, 6, ExchangeType.INFORMATIONAL, true, false, 3), List.of());
        hint(bob, new Path(Peers.B500, STRANGER, false), empty);
        assertThat(bob.sent).isEmpty();
    }

    @Test
    void an_unknown_esp_packet_of_a_peer_is_reported_in_its_ike_sa() {
        bob.step(new IkeInput.UnknownEspSpi(new Path(Peers.B500, Peers.A500, false), 0x01020304));
        // HDR, SK {N(INVALID_SPI)}  -->   <--  HDR, SK {}
        bob.deliverTo(alice);
        assertThat(alice.events(IkeEvent.MessageTraced.class))
                .last()
                .satisfies(traced -> assertThat(traced.sent()).isTrue());
        assertThat(alice.events(IkeEvent.MessageTraced.class))
                .filteredOn(traced -> !traced.sent())
                .last()
                .satisfies(traced -> assertThat(traced.payloads())
                        .containsExactly(NotifyPayload.of(NotifyType.INVALID_SPI, new byte[] {1, 2, 3, 4})));
        Peers.settle(alice, bob);
        for (int i = 0; i < 100; i++) {
            bob.step(new IkeInput.UnknownEspSpi(new Path(Peers.B500, Peers.A500, false), 1000 + i));
        }
        assertThat(bob.sent).isEmpty();
        assertThat(bob.engine.snapshots()).hasSize(1);
        assertThat(alice.engine.snapshots()).containsExactly(sa);
    }

    @Test
    void an_unknown_esp_packet_of_a_stranger_is_reported_without_protection_at_a_limited_rate() throws Exception {
        Path path = new Path(Peers.B4500, new InetSocketAddress(STRANGER.getAddress(), 40_000), true);
        for (int i = 0; i < 1000; i++) {
            bob.step(new IkeInput.UnknownEspSpi(path, 0x01020304));
        }
        assertThat(bob.sent).hasSizeBetween(1, 25);
        IkeOutput.Transmit report = bob.sent.remove();
        assertThat(report.path()).isEqualTo(path);
        IkeMessage message = IkeMessage.decode(ByteBuffer.wrap(report.octets()));
        // RFC 7296 1.5: the Initiator flag is set, the Response flag is not, and the IKE SPIs mean nothing.
        assertThat(message.header().fromInitiator()).isTrue();
        assertThat(message.header().response()).isFalse();
        assertThat(message.header().exchange()).isEqualTo(ExchangeType.INFORMATIONAL);
        assertThat(message.header().initiatorSpi()).isZero();
        assertThat(message.payloads())
                .containsExactly(NotifyPayload.of(NotifyType.INVALID_SPI, new byte[] {1, 2, 3, 4}));
    }

    @Test
    void the_report_of_one_that_has_crashed_makes_the_other_check() {
        Peers.End restarted = peers.new End(Peers.settings(3, Peers.bob().build()));
        restarted.step(new IkeInput.UnknownEspSpi(
                TO_BOB.reversed(), sa.children().get(0).outboundSpi()));
        restarted.deliverTo(alice);
        assertThat(alice.sent).hasSize(1);
        assertThat(restarted.sent).isEmpty();
    }

    @Test
    void an_spi_of_ours_is_not_reported_while_the_data_plane_is_behind() {
        bob.step(new IkeInput.UnknownEspSpi(
                new Path(Peers.B500, Peers.A500, false), sa.children().get(0).outboundSpi()));
        assertThat(bob.sent).isEmpty();
    }

    private static void hint(Peers.End end, Path path, byte[] message) {
        end.step(new IkeInput.DatagramReceived(path, message));
    }

    private byte[] complaint(NotifyType type) {
        return IkeMessage.encode(
                IkeHeader.of(sa.localSpi(), sa.remoteSpi(), ExchangeType.INFORMATIONAL, false, true, 9),
                List.of(NotifyPayload.of(type)));
    }

    private static byte[] message(long initiatorSpi, long responderSpi, boolean response, NotifyType type) {
        return IkeMessage.encode(
                IkeHeader.of(initiatorSpi, responderSpi, ExchangeType.INFORMATIONAL, !response, response, 0),
                List.of(NotifyPayload.of(type, new byte[] {1, 2, 3, 4})));
    }

    private static byte[] unknownSpi(long ikeSpi, int spi) {
        byte[] data = ByteBuffer.allocate(4).putInt(spi).array();
        return IkeMessage.encode(
                IkeHeader.of(ikeSpi, ikeSpi, ExchangeType.INFORMATIONAL, true, false, 0),
                List.of(NotifyPayload.of(NotifyType.INVALID_SPI, data)));
    }
}
