package io.flexike.esp;

import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.SaExpiring.Reason;
import io.flexike.esp.SaExpiring.Stage;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// RFC 4301 4.4.2.1
@Timeout(60)
class SaLimitsTest {
    private static final byte[] PACKET = packet("10.1.0.1", "10.2.0.9", 17, new byte[10]);
    /** Packet, padding and trailer. */
    private static final int ENCRYPTED_OCTETS = 32;

    private final TwoGateways gateways = new TwoGateways();

    @AfterEach
    void close() {
        gateways.close();
    }

    private void open(SaLimits alice, SaLimits bob) {
        gateways.open();
        gateways.bob.tun.hostEnd().onPacket(gateways.bob.received::add);
        gateways.bob.plane.install(
                TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128).limits(bob)));
        gateways.alice.plane.install(
                TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128).limits(alice)));
    }

    private void sendOne() throws InterruptedException {
        gateways.alice.sendReliably(PACKET);
        assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS)).isNotNull();
    }

    private static SaExpiring next(TwoGateways.End end) throws InterruptedException {
        return end.expiring.poll(5, TimeUnit.SECONDS);
    }

    private static SaExpiring ofAlice(Stage stage, Reason reason) {
        return new SaExpiring(TestSas.ALICE_SPI, TestSas.BOB_SPI, stage, reason);
    }

    private static SaExpiring ofBob(Stage stage, Reason reason) {
        return new SaExpiring(TestSas.BOB_SPI, TestSas.ALICE_SPI, stage, reason);
    }

    @Test
    void a_sender_tells_the_soft_packet_limit_once_and_stops_at_the_hard_one() throws InterruptedException {
        open(SaLimits.NONE.packets(3, 5), SaLimits.NONE);
        sendOne();
        sendOne();
        assertThat(gateways.alice.expiring).isEmpty();
        sendOne();
        assertThat(next(gateways.alice)).isEqualTo(ofAlice(Stage.SOFT, Reason.PACKETS));
        sendOne();
        sendOne();
        assertThat(next(gateways.alice)).isEqualTo(ofAlice(Stage.HARD, Reason.PACKETS));

        for (int i = 0; i < 3; i++) {
            gateways.alice.sendReliably(PACKET);
        }
        while (gateways.alice.plane.snapshot().drops(DropReason.LIMIT_REACHED) < 3) {
            Thread.onSpinWait();
        }
        assertThat(gateways.alice.plane.sa(TestSas.ALICE_SPI).orElseThrow().outbound())
                .isEqualTo(new DirectionCounters(5, 5 * PACKET.length, 5));
        assertThat(gateways.alice.plane.snapshot().drops()).containsOnlyKeys(DropReason.LIMIT_REACHED);
        // closing lets the events end
        gateways.alice.plane.close();
        assertThat(gateways.alice.expiring).isEmpty();
        assertThat(gateways.bob.expiring).isEmpty();
    }

    @Test
    void octets_are_those_that_the_cipher_has_worked_on() throws InterruptedException {
        open(SaLimits.NONE.octets(2 * ENCRYPTED_OCTETS, 3 * ENCRYPTED_OCTETS), SaLimits.NONE);
        sendOne();
        assertThat(gateways.alice.expiring).isEmpty();
        sendOne();
        assertThat(next(gateways.alice)).isEqualTo(ofAlice(Stage.SOFT, Reason.OCTETS));
        sendOne();
        assertThat(next(gateways.alice)).isEqualTo(ofAlice(Stage.HARD, Reason.OCTETS));
    }

    @Test
    void a_receiver_tells_its_limits_and_accepts_nothing_after_the_hard_one() throws InterruptedException {
        open(SaLimits.NONE, SaLimits.NONE.octets(ENCRYPTED_OCTETS, 2 * ENCRYPTED_OCTETS));
        sendOne();
        assertThat(next(gateways.bob)).isEqualTo(ofBob(Stage.SOFT, Reason.OCTETS));
        sendOne();
        assertThat(next(gateways.bob)).isEqualTo(ofBob(Stage.HARD, Reason.OCTETS));

        gateways.sendThrough(PACKET);

        assertThat(gateways.bob.received).isEmpty();
        assertThat(gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow().drops())
                .containsEntry(DropReason.LIMIT_REACHED, 1L);
        assertThat(gateways.bob.plane.snapshot().drops(DropReason.LIMIT_REACHED))
                .isEqualTo(1);
    }

    @Test
    void the_other_direction_goes_on_until_the_pair_is_removed() throws InterruptedException {
        open(SaLimits.NONE, SaLimits.NONE.packets(1, 1));
        gateways.alice.tun.hostEnd().onPacket(gateways.alice.received::add);
        sendOne();
        assertThat(next(gateways.bob))
                .as("both limits at once are told as the hard one")
                .isEqualTo(ofBob(Stage.HARD, Reason.PACKETS));

        gateways.bob.sendReliably(packet("10.2.0.9", "10.1.0.1", 17, new byte[10]));

        assertThat(gateways.alice.received.poll(5, TimeUnit.SECONDS)).isNotNull();
        gateways.bob.plane.close();
        assertThat(gateways.bob.expiring)
                .as("the second direction adds nothing")
                .isEmpty();
    }

    // RFC 4303 2.6: who sends dummies works with the key too
    @Test
    void what_is_dropped_after_authentication_counts_too() throws InterruptedException {
        gateways.open();
        gateways.alice.plane.install(TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128)));
        gateways.bob.plane.install(TestSas.bob(TestSas.GCM_128)
                .limits(SaLimits.NONE.packets(1, 9))
                .local(Selector.any4())
                .remote(Selector.subnet("10.77.0.0/16"))
                .build());

        gateways.alice.sendReliably(PACKET);

        assertThat(next(gateways.bob)).isEqualTo(ofBob(Stage.SOFT, Reason.PACKETS));
    }

    @Test
    void a_pair_by_itself_ends_as_well() {
        EspSa alice = EspSa.of(
                TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128).limits(SaLimits.NONE.packets(1, 1))),
                CryptoProvider.standard(),
                new SecureRandom());
        alice.seal(PACKET);

        assertThatThrownBy(() -> alice.seal(PACKET))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("limit");
    }

    @Test
    void impossible_limits_are_refused() {
        assertThatThrownBy(() -> SaLimits.NONE.octets(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SaLimits.NONE.octets(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SaLimits.NONE.packets(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SaLimits.NONE.packets(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
