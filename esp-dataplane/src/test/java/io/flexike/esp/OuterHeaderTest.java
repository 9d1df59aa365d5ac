package io.flexike.esp;

import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.withDf;
import static io.flexike.esp.packet.Packets.withTrafficClass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.net.InMemoryNetwork.Datagram;
import io.flexike.esp.packet.Checksums;
import io.flexike.esp.packet.TrafficClass;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** DSCP, ECN and DF between a packet and the header before it (RFC 4301 8.1, RFC 6040, RFC 2983). */
@Timeout(60)
class OuterHeaderTest {
    private static final int UDP = 17;
    private static final int AF21 = 18;
    private static final int ECT_0 = 2;
    private static final int CE = 3;
    private static final byte[] LAST = packet("10.1.0.9", "10.2.0.9", UDP, new byte[8]);

    private final TwoGateways gateways = new TwoGateways();
    private final List<Datagram> sent = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        gateways.close();
    }

    private static Stream<Arguments> inAndOut() {
        return Stream.of(Encapsulation.UDP, Encapsulation.NATIVE, Encapsulation.AH)
                .flatMap(how -> Stream.of(
                        Arguments.of(how, "10.1.0.1", "10.2.0.1", "192.0.2.1", "192.0.2.2"),
                        Arguments.of(how, "10.1.0.1", "10.2.0.1", "2001:db8::1", "2001:db8::2"),
                        Arguments.of(how, "fd01::1", "fd02::1", "192.0.2.1", "192.0.2.2"),
                        Arguments.of(how, "fd01::1", "fd02::1", "2001:db8::1", "2001:db8::2")));
    }

    private void open(Encapsulation how, String left, String right, OuterHeaderPolicy policy) {
        gateways.open(how, left, right);
        gateways.keepReceived();
        gateways.install(
                how == Encapsulation.AH ? TestSas.AH_SHA_256 : TestSas.GCM_128, alice -> alice.outerHeader(policy));
        carry(-1);
    }

    /** What a router on the way makes of ECN; negative for nothing. */
    private void carry(int ecn) {
        gateways.network.link((datagram, onwards) -> {
            sent.add(datagram);
            int trafficClass = ecn < 0 ? datagram.trafficClass() : datagram.trafficClass() & 0xfc | ecn;
            onwards.accept(datagram.withTrafficClass(trafficClass));
        });
    }

    private byte[] through(byte[] packet) throws InterruptedException {
        gateways.alice.sendReliably(packet);
        byte[] got = gateways.bob.received.poll(5, TimeUnit.SECONDS);
        assertThat(got).as("nothing came").isNotNull();
        return got;
    }

    @ParameterizedTest
    @MethodSource("inAndOut")
    void dscp_and_ecn_are_copied_out_and_only_congestion_comes_in(
            Encapsulation how, String source, String destination, String left, String right)
            throws InterruptedException {
        open(how, left, right, OuterHeaderPolicy.standard());
        byte[] packet = withTrafficClass(packet(source, destination, UDP, new byte[30]), AF21 << 2 | ECT_0);

        assertThat(through(packet)).isEqualTo(packet);
        assertThat(sent.get(0).trafficClass()).isEqualTo(AF21 << 2 | ECT_0);

        carry(CE);
        byte[] marked = through(packet);
        assertThat(marked).isEqualTo(withTrafficClass(packet, AF21 << 2 | CE));
        assertThat(Checksums.headerIsRight(marked)).isTrue();

        byte[] ignorant = withTrafficClass(packet, AF21 << 2);
        gateways.alice.sendReliably(ignorant);
        gateways.alice.sendReliably(withTrafficClass(LAST, ECT_0));
        assertThat(gateways.bob.takeUntil(withTrafficClass(LAST, CE))).isEmpty();
        assertThat(gateways.bob.plane.snapshot().drops()).containsExactly(Map.entry(DropReason.NOT_ECN_CAPABLE, 1L));
        assertThat(gateways.bob.plane.sa(TestSas.BOB_SPI).orElseThrow().drops())
                .containsExactly(Map.entry(DropReason.NOT_ECN_CAPABLE, 1L));
    }

    @Test
    void a_fixed_dscp_replaces_the_packets_own_outside_only() throws InterruptedException {
        open(
                Encapsulation.UDP,
                "192.0.2.1",
                "192.0.2.2",
                OuterHeaderPolicy.standard().withDscp(46));
        byte[] packet = withTrafficClass(packet("10.1.0.1", "10.2.0.1", UDP, new byte[30]), AF21 << 2 | ECT_0);

        assertThat(through(packet)).isEqualTo(packet);

        assertThat(sent.get(0).trafficClass()).isEqualTo(46 << 2 | ECT_0);
        assertThatThrownBy(() -> OuterHeaderPolicy.standard().withDscp(64))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OuterHeaderPolicy.standard().withDscp(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void in_transport_mode_the_header_has_what_travelled() throws InterruptedException {
        gateways.open(Encapsulation.UDP, "192.0.2.1", "192.0.2.2");
        gateways.keepReceived();
        gateways.bob.plane.install(
                TestSas.anyTraffic(TestSas.bob(TestSas.GCM_128).mode(Mode.TRANSPORT)));
        gateways.alice.plane.install(TestSas.anyTraffic(TestSas.alice(TestSas.GCM_128)
                .mode(Mode.TRANSPORT)
                .outerHeader(OuterHeaderPolicy.standard().withDscp(46))));
        carry(-1);
        byte[] packet = withTrafficClass(packet("192.0.2.1", "192.0.2.2", UDP, new byte[30]), AF21 << 2 | 1);
        assertThat(TrafficClass.of(through(packet), 0)).isEqualTo(AF21 << 2 | 1);

        carry(CE);
        byte[] marked = through(packet);

        assertThat(TrafficClass.of(marked, 0)).isEqualTo(AF21 << 2 | CE);
        assertThat(Checksums.headerIsRight(marked)).isTrue();
        assertThat(sent).allSatisfy(one -> assertThat(one.trafficClass()).isEqualTo(AF21 << 2 | 1));
    }

    @Test
    void df_is_copied_cleared_or_set() throws InterruptedException {
        gateways.open();
        gateways.keepReceived();
        carry(-1);
        byte[] free = packet("10.1.0.1", "10.2.0.1", UDP, new byte[30]);
        byte[] bound = withDf(free);
        byte[] short6 = packet("fd01::1", "fd02::1", UDP, new byte[1240]);
        byte[] long6 = packet("fd01::1", "fd02::1", UDP, new byte[1241]);
        for (DfBit dfBit : DfBit.values()) {
            sent.clear();
            gateways.alice.plane.remove(TestSas.ALICE_SPI);
            gateways.bob.plane.remove(TestSas.BOB_SPI);
            gateways.install(
                    TestSas.GCM_128,
                    alice -> alice.outerHeader(OuterHeaderPolicy.standard().withDfBit(dfBit)));
            for (byte[] packet : List.of(free, bound, short6, long6)) {
                assertThat(through(packet)).isEqualTo(packet);
            }
            List<Boolean> expected = switch (dfBit) {
                case COPY -> List.of(false, true, false, true);
                case CLEAR -> List.of(false, false, false, false);
                case SET -> List.of(true, true, true, true);
            };
            assertThat(sent.stream().map(Datagram::whole)).as("%s", dfBit).isEqualTo(expected);
        }
    }
}
