package io.flexike.esp;

import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.withTrafficClass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Counters of a device and of an SA tell the same, while packets go on. */
@Timeout(60)
class CountersTest {
    private final TwoGateways gateways = new TwoGateways();

    @BeforeEach
    void open() {
        gateways.open();
        gateways.keepReceived();
        gateways.install(TestSas.GCM_128, Selector.subnet("10.1.0.0/16"), Selector.subnet("10.2.0.0/16"));
    }

    @AfterEach
    void close() {
        gateways.close();
    }

    private static TunnelCounters of(TwoGateways.End end) {
        return end.plane.snapshot().tunnels().get(0);
    }

    @Test
    void what_one_device_sends_the_other_receives() throws InterruptedException {
        long octets = 0;
        for (int length = 0; length < 100; length++) {
            byte[] packet = packet("10.1.0.1", "10.2.0.1", 17, new byte[length]);
            octets += packet.length;
            gateways.alice.sendReliably(packet);
            assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS)).isEqualTo(packet);
        }
        gateways.alice.sendReliably(packet("10.1.0.1", "10.3.0.1", 17));
        gateways.alice.sendReliably(packet("10.9.0.1", "10.2.0.1", 17));
        gateways.alice.sendReliably(new byte[] {0x45, 0, 0, 1});
        gateways.sendThrough(packet("10.1.0.1", "10.2.0.1", 17, new byte[3]));
        octets += 23;
        // a packet is counted after the host has it
        while (of(gateways.bob).packetsReceived() < 101
                && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        gateways.close();

        TunnelCounters alice = of(gateways.alice);
        assertThat(alice.tunnel()).isEqualTo("alice");
        assertThat(alice.packetsSent()).isEqualTo(101);
        assertThat(alice.octetsSent()).isEqualTo(octets);
        assertThat(alice.drops())
                .isEqualTo(Map.of(
                        DropReason.NO_SA, 1L,
                        DropReason.OUTBOUND_SELECTOR_MISMATCH, 1L,
                        DropReason.MALFORMED_OUTBOUND, 1L))
                .isEqualTo(gateways.alice.plane.snapshot().drops());
        TunnelCounters bob = of(gateways.bob);
        assertThat(bob.packetsReceived()).isEqualTo(101);
        assertThat(bob.octetsReceived()).isEqualTo(octets);
        assertThat(bob.packetsSent()).isZero();
        assertThat(bob.drops()).isEmpty();
    }

    @Test
    void a_drop_counts_at_its_sa_at_its_device_and_in_all() throws InterruptedException {
        gateways.network.link((datagram, onwards) -> onwards.accept(datagram.withTrafficClass(3)));
        gateways.alice.sendReliably(packet("10.1.0.1", "10.2.0.1", 17));
        gateways.alice.sendReliably(withTrafficClass(packet("10.1.0.1", "10.2.0.1", 17), 2));
        assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS)).isNotNull();

        Map<DropReason, Long> one = Map.of(DropReason.NOT_ECN_CAPABLE, 1L);
        assertThat(of(gateways.bob).drops()).isEqualTo(one);
        assertThat(gateways.bob.plane.snapshot().drops()).isEqualTo(one);
        assertThat(gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow().drops()).isEqualTo(one);
        assertThat(gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow().sendDrops())
                .isEmpty();
    }

    @Test
    void a_segment_size_is_lowered_either_way_and_left_when_nothing_is_said() throws InterruptedException {
        gateways.alice.plane.limitTcpMss("alice", OptionalInt.of(1200), OptionalInt.empty());
        for (int expected : new int[] {1200, 1460}) {
            gateways.alice.sendReliably(GreDataPlaneTest.syn("10.1.0.1", "10.2.0.1"));
            gateways.bob.sendReliably(GreDataPlaneTest.syn("10.2.0.1", "10.1.0.1"));
            for (TwoGateways.End end : new TwoGateways.End[] {gateways.alice, gateways.bob}) {
                byte[] got = end.received.poll(5, TimeUnit.SECONDS);
                assertThat(got).isNotNull();
                assertThat((got[42] & 0xff) << 8 | got[43] & 0xff).isEqualTo(expected);
            }
            gateways.alice.plane.limitTcpMss("alice", OptionalInt.empty(), OptionalInt.empty());
        }
        assertThatThrownBy(() -> gateways.alice.plane.limitTcpMss("alice", OptionalInt.of(0), OptionalInt.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> gateways.alice.plane.limitTcpMss("carol", OptionalInt.of(500), OptionalInt.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
