package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.QuickCrashDetectionTask;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6290: Bob crashes and has nothing left but his secret. */
class CrashDetectionScenarioTest {
    private static final SecretBytes SECRET = SecretBytes.copyOf(new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32
    });
    private static final SecretBytes LATER_SECRET = SecretBytes.copyOf(new byte[32]);

    private final Peers peers = new Peers();
    private final Peers.End alice =
            peers.new End(Peers.settings(1, Peers.alice().build()));
    private final Peers.End bob = bob(2, SECRET);
    private IkeSaSnapshot ofAlice;

    @BeforeEach
    void connect() {
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, bob);
        ofAlice = alice.engine.snapshots().get(0);
    }

    @Test
    void the_initiator_learns_of_the_crash_of_the_responder() {
        Peers.End restarted = bob(3, SECRET);
        // HDR, SK {}  -->
        alice.step(new IkeInput.CheckLiveness(ofAlice.localSpi()));
        alice.deliverTo(restarted);
        // <--  HDR, N(INVALID_IKE_SPI), N(QUICK_CRASH_DETECTION)
        assertThat(notifies(restarted))
                .extracting(NotifyPayload::notifyType)
                .containsExactly(NotifyType.INVALID_IKE_SPI, NotifyType.QUICK_CRASH_DETECTION);
        restarted.deliverTo(alice);
        assertGone(alice);
        assertThat(alice.removed).hasSize(1);
        assertThat(alice.sent).isEmpty();
    }

    @Test
    void the_responder_learns_of_the_crash_of_the_initiator() {
        Peers.End maker = peers.new End(Peers.settings(4, Peers.alice().build()).withCrashSecrets(List.of(SECRET)));
        Peers.End taker = peers.new End(Peers.settings(5, Peers.bob().build()));
        maker.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(maker, taker);
        Peers.End restarted =
                peers.new End(Peers.settings(6, Peers.alice().build()).withCrashSecrets(List.of(SECRET)));
        taker.step(new IkeInput.CheckLiveness(taker.engine.snapshots().get(0).localSpi()));
        taker.deliverTo(restarted);
        restarted.deliverTo(taker);
        assertGone(taker);
    }

    /** RFC 6290 4.3: in the response where the taker begins the rekeying, in INFORMATIONAL where the maker does. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_rekeyed_ike_sa_has_a_token_of_its_own(boolean byTaker) {
        Peers.End end = byTaker ? alice : bob;
        end.step(new IkeInput.RekeyIkeSa(end.engine.snapshots().get(0).localSpi()));
        Peers.settle(alice, bob);
        IkeSaSnapshot rekeyed = alice.engine.snapshots().get(0);
        assertThat(rekeyed.localSpi()).isNotEqualTo(ofAlice.localSpi());
        Peers.End restarted = bob(3, SECRET);
        alice.step(new IkeInput.CheckLiveness(rekeyed.localSpi()));
        alice.deliverTo(restarted);
        restarted.deliverTo(alice);
        assertGone(alice);
    }

    /** RFC 6290 4.5. */
    @Test
    void a_secret_may_be_replaced_before_the_crash() {
        Peers.End restarted = bob(3, LATER_SECRET, SECRET);
        alice.step(new IkeInput.CheckLiveness(ofAlice.localSpi()));
        alice.deliverTo(restarted);
        restarted.deliverTo(alice);
        assertGone(alice);
    }

    /** RFC 6290 3: another gateway may have stepped in. */
    @Test
    void a_token_is_believed_from_any_address() {
        Peers.End restarted = bob(3, SECRET);
        alice.step(new IkeInput.CheckLiveness(ofAlice.localSpi()));
        alice.deliverTo(restarted);
        Path elsewhere = new Path(Peers.A500, new InetSocketAddress("203.0.113.77", 4500), false);
        alice.step(
                new IkeInput.DatagramReceived(elsewhere, restarted.sent.remove().octets()));
        assertGone(alice);
    }

    @Test
    void a_wrong_token_changes_nothing() {
        Peers.End impostor = bob(3, LATER_SECRET);
        alice.step(new IkeInput.CheckLiveness(ofAlice.localSpi()));
        IkeOutput.Transmit probe = alice.sent.remove();
        impostor.receive(probe);
        impostor.deliverTo(alice);
        assertThat(alice.engine.snapshots()).hasSize(1);
        bob.receive(probe);
        bob.deliverTo(alice);
        assertThat(alice.engine.snapshots()).hasSize(1);
    }

    @Test
    void tokens_are_tried_at_a_limited_rate() {
        Peers.End restarted = bob(3, SECRET);
        alice.step(new IkeInput.CheckLiveness(ofAlice.localSpi()));
        alice.deliverTo(restarted);
        byte[] right = restarted.sent.remove().octets();
        byte[] wrong = right.clone();
        wrong[wrong.length - 1] ^= 1;
        Path path = new Path(Peers.A500, Peers.B500, false);
        for (int i = 0; i < 1000; i++) {
            alice.step(new IkeInput.DatagramReceived(path, wrong.clone()));
        }
        alice.step(new IkeInput.DatagramReceived(path, right.clone()));
        assertThat(alice.engine.snapshots()).hasSize(1);
        peers.now = peers.now.plusSeconds(1);
        alice.step(new IkeInput.DatagramReceived(path, right.clone()));
        assertThat(alice.engine.snapshots()).isEmpty();
    }

    /** RFC 6290 9.2: a wrong direction flag makes an IKE SA look unknown. */
    @Test
    void the_token_of_a_living_ike_sa_is_not_given_away() throws Exception {
        alice.step(new IkeInput.CheckLiveness(ofAlice.localSpi()));
        byte[] request = alice.sent.remove().octets();
        for (int flags = 0; flags < 256; flags++) {
            for (boolean swapped : new boolean[] {false, true}) {
                byte[] changed = request.clone();
                changed[19] = (byte) flags;
                if (swapped) {
                    System.arraycopy(request, 0, changed, 8, 8);
                    System.arraycopy(request, 8, changed, 0, 8);
                }
                Path path = new Path(Peers.B500, new InetSocketAddress("203.0.113.77", 500), false);
                bob.step(new IkeInput.DatagramReceived(path, changed));
            }
        }
        List<byte[]> sent = bob.sent.stream().map(IkeOutput.Transmit::octets).toList();
        for (byte[] octets : sent) {
            if (octets[16] == 41) {
                assertThat(IkeMessage.decode(ByteBuffer.wrap(octets)).payloads())
                        .containsExactly(NotifyPayload.of(NotifyType.INVALID_IKE_SPI));
            }
        }
        assertThat(bob.engine.snapshots()).hasSize(1);
    }

    @Test
    void tokens_are_given_at_a_limited_rate() {
        Peers.End restarted = bob(3, SECRET);
        alice.step(new IkeInput.CheckLiveness(ofAlice.localSpi()));
        byte[] request = alice.sent.remove().octets();
        for (int i = 0; i < 5000; i++) {
            byte[] other = request.clone();
            ByteBuffer.wrap(other).putInt(0, i + 1);
            restarted.step(new IkeInput.DatagramReceived(new Path(Peers.B500, Peers.A500, false), other));
        }
        assertThat(restarted.sent).hasSizeBetween(1, 250);
    }

    @Test
    void without_a_secret_no_token_is_made_and_without_the_option_none_is_kept() {
        Peers.End careless = peers.new End(Peers.settings(7).with(ProtocolOptions.DEFAULT.withCrashDetection(false)));
        careless.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(careless, bob);
        Peers.End restarted = bob(3, SECRET);
        careless.step(
                new IkeInput.CheckLiveness(careless.engine.snapshots().get(0).localSpi()));
        careless.deliverTo(restarted);
        restarted.deliverTo(careless);
        assertThat(careless.engine.snapshots()).hasSize(1);
        assertThat(careless.events(IkeEvent.MessageTraced.class))
                .filteredOn(IkeEvent.MessageTraced::sent)
                .flatExtracting(IkeEvent.MessageTraced::payloads)
                .noneMatch(payload -> payload instanceof NotifyPayload notify
                        && notify.notifyType().equals(NotifyType.QUICK_CRASH_DETECTION));
    }

    /** RFC 6290 8.2: Bob remembers whose SPI it was, and tells so when an ESP packet comes. */
    @Test
    void a_token_with_an_unknown_esp_spi_is_believed_too() {
        byte[] token = new CrashTokens(io.flexike.crypto.CryptoProvider.standard(), List.of(SECRET))
                .of(ofAlice.localSpi(), ofAlice.remoteSpi())
                .findFirst()
                .orElseThrow();
        byte[] spi = ByteBuffer.allocate(4)
                .putInt(ofAlice.children().get(0).outboundSpi())
                .array();
        byte[] hint = IkeMessage.encode(
                IkeHeader.of(0, 0, io.flexike.ike.message.ExchangeType.INFORMATIONAL, true, false, 0),
                List.of(NotifyPayload.of(NotifyType.INVALID_SPI, spi), QuickCrashDetectionTask.notify(token)));
        alice.step(new IkeInput.DatagramReceived(new Path(Peers.A500, Peers.B500, false), hint));
        assertGone(alice);
    }

    @Test
    void short_or_too_many_secrets_are_refused() {
        EngineSettings settings = Peers.settings(1);
        assertThatThrownBy(() -> settings.withCrashSecrets(List.of(SecretBytes.copyOf(new byte[31]))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32");
        assertThatThrownBy(() -> settings.withCrashSecrets(List.of(SECRET, SECRET, SECRET, SECRET, SECRET)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Peers.End bob(long seed, SecretBytes... secrets) {
        return peers.new End(Peers.settings(seed, Peers.bob().build()).withCrashSecrets(List.of(secrets)));
    }

    private static void assertGone(Peers.End end) {
        assertThat(end.engine.snapshots()).isEmpty();
        assertThat(end.only(IkeEvent.IkeSaClosed.class).reason().kind()).isEqualTo(CloseReason.Kind.PEER_CRASHED);
    }

    private static List<NotifyPayload> notifies(Peers.End end) {
        try {
            return IkeMessage.decode(ByteBuffer.wrap(end.sent.element().octets()))
                    .all(NotifyPayload.class);
        } catch (io.flexike.ike.error.IkeProtocolException e) {
            throw new AssertionError(e);
        }
    }
}
