package io.flexike.esp;

import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// RFC 4303 2.6
@Timeout(60)
class DummyPacketTest {
    private static final int GCM_OVERHEAD = 8 + 8 + 16;
    private static final int TRAILER = 2;
    /** What is no ESP, sent to learn that all before it was dealt with. */
    private static final int MARKER = 5;

    private final TwoGateways gateways = new TwoGateways();
    private final List<Integer> lengths = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        gateways.close();
    }

    private void open() {
        gateways.open();
        gateways.network.link((datagram, onwards) -> {
            if (datagram.octets().length > MARKER) {
                lengths.add(datagram.octets().length);
            }
            onwards.accept(datagram);
        });
        gateways.keepReceived();
    }

    private void assertDummiesArrive(int number) throws InterruptedException {
        gateways.awaitBob();
        assertThat(gateways.bob.plane.snapshot().drops()).isEqualTo(Map.of(DropReason.DUMMY, (long) number));
    }

    @Test
    void it_is_sent_and_dropped_by_the_peer() throws IOException, InterruptedException {
        open();
        gateways.install(TestSas.GCM_128, sa -> sa);

        assertThat(gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, 100)).isTrue();
        assertThat(gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, 0)).isTrue();

        assertDummiesArrive(2);
        assertThat(gateways.bob.received).isEmpty();
        assertThat(lengths).containsExactly(100 + TRAILER + 2 + GCM_OVERHEAD, TRAILER + 2 + GCM_OVERHEAD);
        DirectionCounters sent =
                gateways.alice.plane.sa(TestSas.ALICE_SPI).orElseThrow().outbound();
        assertThat(sent.packets()).isEqualTo(2);
        assertThat(sent.octets()).isEqualTo(100);
    }

    @Test
    void it_is_as_long_as_the_way_lets_pass() throws IOException, InterruptedException {
        open();
        gateways.network.mtu(1300);
        gateways.install(TestSas.GCM_128, sa -> sa);
        // what is lost tells the MTU
        gateways.alice.sendReliably(packet("fd01::1", "fd02::9", 17, new byte[1300]));
        while (gateways.network.drops() == 0) {
            Thread.sleep(1);
        }

        assertThat(gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, DataPlane.MAX_DUMMY_OCTETS))
                .isTrue();

        assertDummiesArrive(1);
        assertThat(lengths)
                .singleElement()
                .satisfies(octets -> assertThat(octets).isBetween(1300 - 28 - 3, 1300 - 28));
    }

    @Test
    void it_goes_through_transport_mode_too() throws IOException, InterruptedException {
        open();
        gateways.network.mtu(1300);
        gateways.install(TestSas.GCM_128, sa -> sa.mode(Mode.TRANSPORT));

        assertThat(gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, 4000)).isTrue();

        assertDummiesArrive(1);
    }

    @Test
    void a_pair_that_only_receives_sends_none() throws IOException {
        open();
        assertThat(gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, 10)).isFalse();
        gateways.alice.plane.installInbound(TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128)));
        assertThat(gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, 10)).isFalse();
        gateways.alice.plane.installOutbound(TestSas.ALICE_SPI);
        assertThat(gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, 10)).isTrue();
        gateways.alice.plane.removeOutbound(TestSas.ALICE_SPI);
        assertThat(gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, 10)).isFalse();
        assertThat(lengths).hasSize(1);
    }

    @Test
    void lengths_out_of_range_are_refused() {
        open();
        assertThatThrownBy(() -> gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a dummy of -1 octets is not between 0 and 9000");
        assertThatThrownBy(() -> gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, 9001))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
