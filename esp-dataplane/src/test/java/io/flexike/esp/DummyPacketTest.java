package io.flexike.esp;

import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// RFC 4303 2.6
@Timeout(60)
class DummyPacketTest {
    private static final int GCM_OVERHEAD = 8 + 8 + 16;
    private static final int TRAILER = 2;
    private static final int MTU = 1300;
    private static final int IPV4_AND_UDP = 28;
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

    /** What is lost tells the MTU. */
    private void learnMtu() {
        gateways.network.mtu(MTU);
        gateways.lose(packet("fd01::1", "fd02::9", 17, new byte[1300]));
        lengths.clear();
    }

    private void assertLongest() throws IOException, InterruptedException {
        assertThat(gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, DataPlane.MAX_DUMMY_OCTETS))
                .isTrue();
        gateways.awaitBob();
        assertThat(gateways.bob.plane.snapshot().drops(DropReason.DUMMY)).isEqualTo(1);
        assertThat(lengths)
                .singleElement()
                .satisfies(octets -> assertThat(octets).isBetween(MTU - IPV4_AND_UDP - 3, MTU - IPV4_AND_UDP));
    }

    @Test
    void it_is_as_long_as_the_way_lets_pass() throws IOException, InterruptedException {
        open();
        gateways.install(TestSas.GCM_128, sa -> sa);
        learnMtu();
        assertLongest();
    }

    /** Of an SA that has sent nothing, where another one has learnt the MTU. */
    private void assertLongestOfAnother(UnaryOperator<EspSaParameters.Builder> shape)
            throws IOException, InterruptedException {
        open();
        gateways.install(TestSas.GCM_128, sa -> sa);
        learnMtu();
        gateways.alice.plane.remove(TestSas.ALICE_SPI);
        gateways.bob.plane.remove(TestSas.BOB_SPI);
        gateways.install(TestSas.GCM_128, shape);
        assertLongest();
    }

    @Test
    void it_is_as_long_in_transport_mode_too() throws IOException, InterruptedException {
        assertLongestOfAnother(sa -> sa.mode(Mode.TRANSPORT));
    }

    @Test
    void it_looks_as_long_as_packets_that_are_padded() throws IOException, InterruptedException {
        open();
        gateways.install(TestSas.GCM_128, sa -> sa.tfcOctets(700));
        gateways.alice.sendReliably(packet("10.1.0.1", "10.2.0.9", 17, new byte[5]));
        assertThat(gateways.bob.received.poll(5, TimeUnit.SECONDS)).isNotNull();

        gateways.alice.plane.sendDummy(TestSas.ALICE_SPI, 3);

        gateways.awaitBob();
        assertThat(gateways.bob.plane.snapshot().drops(DropReason.DUMMY)).isEqualTo(1);
        assertThat(lengths).hasSize(2);
        assertThat(lengths.get(1)).isEqualTo(lengths.get(0)).isGreaterThan(700);
    }

    @Test
    void the_first_packet_of_an_sa_looks_no_longer_than_the_way_lets_pass() throws IOException, InterruptedException {
        assertLongestOfAnother(sa -> sa.tfcOctets(MTU));
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
