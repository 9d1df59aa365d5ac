package io.flexike.esp.tun.offload;

import static io.flexike.esp.tun.offload.CoalescerTest.TIMESTAMPS;
import static io.flexike.esp.tun.offload.CoalescerTest.flow;
import static io.flexike.esp.tun.offload.CoalescerTest.packets;
import static io.flexike.esp.tun.offload.CoalescerTest.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps a packet from being joined to its predecessor of the same flow. */
class CoalescerDifferencesTest {
    private static final int ACK = 0x10;

    private static Named<UnaryOperator<Segment>> change(String what, UnaryOperator<Segment> change) {
        return Named.of(what, change);
    }

    static Stream<Arguments> differences() {
        byte[] otherTimestamps = TIMESTAMPS.clone();
        otherTimestamps[7]++;
        List<Named<UnaryOperator<Segment>>> both = List.of(
                change("a gap", s -> s.withSequence(s.sequence() + 1)),
                change("sent again", s -> s.withSequence(s.sequence() - 1000)),
                change("congestion experienced", s -> s.withTrafficClass(3)),
                change("another DSCP", s -> s.withTrafficClass(0x82)),
                change("another hop limit", s -> s.withHopLimit(63)),
                change("another window", s -> s.withWindow(501)),
                change("other timestamps", s -> s.withTcpOptions(otherTimestamps)),
                change("no timestamps", s -> s.withTcpOptions(new byte[0])),
                change("another port", s -> s.withSourcePort(5001)),
                change("longer than the first", s -> s.withPayload(new byte[1001])),
                change("no payload", Segment::withPayload),
                change("FIN", s -> s.withFlags(ACK | 1)),
                change("SYN", s -> s.withFlags(ACK | 2)),
                change("RST", s -> s.withFlags(ACK | 4)),
                change("no ACK", s -> s.withFlags(0)),
                change("URG", s -> s.withFlags(ACK | 0x20)),
                change("ECE", s -> s.withFlags(ACK | 0x40)),
                change("CWR", s -> s.withFlags(ACK | 0x80)));
        List<Named<UnaryOperator<Segment>>> ofIpv4 = List.of(
                change("options of IPv4", s -> s.withIpExtra(new byte[4])),
                change("a jump of the identification", s -> s.withIdentification(true, s.identification() + 1)),
                change("the same identification", s -> s.withIdentification(true, s.identification() - 1)),
                change("no fragments allowed", s -> s.withIdentification(false, s.identification())));
        List<Named<UnaryOperator<Segment>>> ofIpv6 =
                List.of(change("an extension header", s -> s.withIpExtra(Segment.destinationOptions(6, 1))));
        return Stream.concat(
                Stream.concat(
                        both.stream().map(change -> Arguments.of(true, change)),
                        both.stream().map(change -> Arguments.of(false, change))),
                Stream.concat(
                        ofIpv4.stream().map(change -> Arguments.of(true, change)),
                        ofIpv6.stream().map(change -> Arguments.of(false, change))));
    }

    @ParameterizedTest(name = "IPv4 {0}: {1}")
    @MethodSource("differences")
    void what_differs_is_not_joined_to_what_came_before(boolean ipv4, UnaryOperator<Segment> change) {
        List<Segment> flow = flow(tcp(ipv4), 1000, 1000, 1000);
        flow.set(2, change.apply(flow.get(2)));
        byte[][] packets = packets(flow);

        Coalescing coalescing = Coalescing.of(packets);

        assertThat(coalescing.packetsEach()).containsExactly(2, 1);
        assertThat(coalescing.packets()).containsExactly(packets);
    }

    @Test
    void octets_that_the_builder_of_packets_never_sets_are_compared_as_well() {
        // acknowledgment, urgent pointer, reserved bits; flow label
        for (int at : new int[] {28, 31, 38, 39, 32}) {
            assertThat(joinedWithOctetChanged(true, at, 0x01))
                    .as("octet %d", at)
                    .isFalse();
        }
        for (int at : new int[] {1, 2, 3}) {
            assertThat(joinedWithOctetChanged(false, at, 0x01))
                    .as("octet %d", at)
                    .isFalse();
        }
        // the reserved bit of the fragmentation word
        assertThat(joinedWithOctetChanged(true, 6, 0x80)).isFalse();
    }

    private static boolean joinedWithOctetChanged(boolean ipv4, int at, int change) {
        byte[][] packets = packets(flow(tcp(ipv4), 1000, 1000));
        int before = (packets[1][at] & 0xff) << (at % 2 == 0 ? 8 : 0);
        packets[1][at] ^= (byte) change;
        int after = (packets[1][at] & 0xff) << (at % 2 == 0 ? 8 : 0);
        if (at >= (ipv4 ? 20 : 40)) {
            correct(packets[1], (ipv4 ? 20 : 40) + 16, before, after);
        } else if (ipv4) {
            correct(packets[1], 10, before, after);
        }
        return Coalescing.of(packets).packetsEach().size() == 1;
    }

    /** Makes a checksum right again after a word has changed. */
    static void correct(byte[] packet, int field, int before, int after) {
        int checksum = (packet[field] & 0xff) << 8 | packet[field + 1] & 0xff;
        int sum = (~checksum & 0xffff) + (~before & 0xffff) + after;
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        Segment.put16(packet, field, ~sum & 0xffff);
    }

    @Test
    void such_a_correction_alone_keeps_nothing_from_being_joined() {
        assertThat(joinedWithOctetChanged(true, 60, 1)).isTrue();
        assertThat(joinedWithOctetChanged(false, 80, 1)).isTrue();
    }
}
