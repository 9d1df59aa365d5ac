package io.flexike.esp;

import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.forward.ForwardingPlane;
import io.flexike.esp.forward.SaPair;
import io.flexike.esp.forward.SendPath;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.sad.Expiry;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.TunSettings;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SaExpiryTest {
    private static final byte[] PACKET = packet("10.1.0.1", "10.2.0.1", 17, new byte[8]);
    private static final long THREE_QUARTERS = 0xc0000000L;
    private static final long LAST = 0xffffffffL;

    private final BlockingQueue<SaExpiring> events = new LinkedBlockingQueue<>();
    private final EventQueue queue = new EventQueue();
    private final ForwardingPlane plane = new ForwardingPlane(
            new EventRelay(queue, (local, remote, octets) -> {}, null, null, null, events::add, null),
            InstantSource.system());
    private final InMemoryTun tun = InMemoryTun.open(TunSettings.named("alice"));

    @AfterEach
    void close() {
        plane.close();
        queue.close();
    }

    private SaPair install() {
        DatagramPort port = new InMemoryNetwork().open(Encapsulation.UDP, TestSas.ALICE);
        plane.attach(port);
        plane.attach(tun);
        plane.start();
        queue.start();
        SaPair pair = SaFactory.pair(
                TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128)),
                Objects.requireNonNull(plane.tunnel("alice")),
                new SendPath(port, TestSas.ALICE, TestSas.BOB),
                CryptoProvider.standard(),
                new SecureRandom());
        assertThat(plane.installInbound(pair)).isTrue();
        assertThat(plane.installOutbound(TestSas.ALICE_SPI)).isTrue();
        return pair;
    }

    private void send(SaPair pair, int count) {
        long until = pair.outbound().sequence() + count;
        for (int i = 0; i < count; i++) {
            assertThat(tun.hostEnd().send(PACKET)).isTrue();
        }
        while (pair.outbound().sequence() < until) {
            Thread.onSpinWait();
        }
    }

    private static SaExpiring event(SaExpiring.Stage stage) {
        return new SaExpiring(TestSas.ALICE_SPI, TestSas.BOB_SPI, stage, SaExpiring.Reason.SEQUENCE_NUMBERS);
    }

    @Test
    void expiry_is_told_once_and_the_end_once_more() throws InterruptedException {
        SaPair pair = install();
        pair.outbound().startBehind(THREE_QUARTERS - 3);
        send(pair, 2);
        assertThat(pair.outbound().expiry()).isEqualTo(Expiry.NONE);

        send(pair, 5);
        assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo(event(SaExpiring.Stage.SOFT));

        pair.outbound().startBehind(LAST - 2);
        send(pair, 2);
        for (int i = 0; i < 3; i++) {
            assertThat(tun.hostEnd().send(PACKET)).isTrue();
        }
        assertThat(events.poll(5, TimeUnit.SECONDS)).isEqualTo(event(SaExpiring.Stage.HARD));
        while (plane.dropCounts().getOrDefault(Verdict.SEQUENCE_EXHAUSTED, 0L) < 3) {
            Thread.onSpinWait();
        }
        queue.close();
        assertThat(events).isEmpty();
    }
}
