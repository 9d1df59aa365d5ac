package io.flexike.esp.tun.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SuperframeSplitterTest {
    private static final int NEEDS_CHECKSUM = 1;
    private static final int TCP4 = 1;
    private static final int UFO = 3;
    private static final int TCP6 = 4;
    private static final int UDP = 5;

    private static final Segment IPV4 = Segment.tcp(true, 7, new byte[3000]);
    private static final Segment IPV6 = Segment.tcp(false, 7, new byte[3000]);

    private static List<byte[]> split(ByteBuffer memory) {
        return Superframe.split(memory, memory.capacity(), 1400);
    }

    static Stream<Arguments> contradictions() {
        byte[] tcp4 = IPV4.partialPacket();
        byte[] tcp6 = IPV6.partialPacket();
        byte[] udp4 = Segment.udp(true, new byte[3000]).partialPacket();
        byte[] longDataOffset = tcp4.clone();
        longDataOffset[32] = (byte) 0xf0;
        byte[] shortDataOffset = tcp4.clone();
        shortDataOffset[32] = 0x40;
        byte[] fragment = tcp4.clone();
        fragment[7] = 1;
        byte[] fragmentHeader =
                IPV6.withIpExtra(Segment.destinationOptions(6, 1)).partialPacket();
        fragmentHeader[6] = 44;
        byte[] headersOnly = IPV4.withPayload().partialPacket();
        return Stream.of(
                Arguments.of("no segment size", NEEDS_CHECKSUM, TCP4, 0, 20, 16, tcp4),
                Arguments.of("no partial checksum", 0, TCP4, 1000, 20, 16, tcp4),
                Arguments.of("fragments of UDP, which were not asked for", NEEDS_CHECKSUM, UFO, 1000, 20, 6, udp4),
                Arguments.of("an unknown type", NEEDS_CHECKSUM, 2, 1000, 20, 16, tcp4),
                Arguments.of("IPv4 in the type, IPv6 in the packet", NEEDS_CHECKSUM, TCP4, 1000, 40, 16, tcp6),
                Arguments.of("IPv6 in the type, IPv4 in the packet", NEEDS_CHECKSUM, TCP6, 1000, 20, 16, tcp4),
                Arguments.of("TCP in the type, UDP in the packet", NEEDS_CHECKSUM, TCP4, 1000, 20, 16, udp4),
                Arguments.of("UDP in the type, TCP in the packet", NEEDS_CHECKSUM, UDP, 1000, 20, 6, tcp4),
                Arguments.of("a transport header inside the IP header", NEEDS_CHECKSUM, TCP4, 1000, 16, 16, tcp4),
                Arguments.of("a transport header behind the packet", NEEDS_CHECKSUM, TCP4, 1000, 60000, 16, tcp4),
                Arguments.of("a transport header at the end", NEEDS_CHECKSUM, TCP4, 1000, 3030, 16, tcp4),
                Arguments.of("a TCP header of 16 octets", NEEDS_CHECKSUM, TCP4, 1000, 20, 16, shortDataOffset),
                Arguments.of(
                        "a TCP header longer than the packet",
                        NEEDS_CHECKSUM,
                        TCP4,
                        1000,
                        20,
                        16,
                        java.util.Arrays.copyOf(longDataOffset, 60)),
                Arguments.of("a fragment", NEEDS_CHECKSUM, TCP4, 1000, 20, 16, fragment),
                Arguments.of("a fragment header", NEEDS_CHECKSUM, TCP6, 1000, 48, 16, fragmentHeader),
                Arguments.of("no payload", NEEDS_CHECKSUM, TCP4, 1000, 20, 16, headersOnly),
                Arguments.of("a checksum behind the packet", NEEDS_CHECKSUM, 0, 0, 20, 3019, tcp4),
                Arguments.of("a sum from behind the packet", NEEDS_CHECKSUM, 0, 0, 65535, 65535, tcp4),
                Arguments.of("nothing", NEEDS_CHECKSUM, 0, 0, 0, 0, new byte[0]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contradictions")
    void a_contradiction_is_refused(String what, int flags, int type, int size, int start, int offset, byte[] packet) {
        ByteBuffer memory = Superframe.memory(flags, type, 0, size, start, offset, packet);

        assertThat(new SuperframeSplitter().begin(memory, memory.capacity())).isFalse();
        assertThat(split(memory)).isEmpty();
    }

    @Test
    void the_length_of_the_headers_is_not_believed() {
        Superframe superframe = new Superframe(IPV4, 1000);
        for (int told : new int[] {0, 1, 39, 65535}) {
            ByteBuffer memory = superframe.memory().putShort(2, (short) told);

            assertThat(split(memory)).containsExactlyElementsOf(superframe.packets());
        }
    }

    @Test
    void cwr_is_in_the_first_and_fin_and_psh_in_the_last_packet_only() {
        Superframe superframe = new Superframe(IPV4.withFlags(0xd9), 1000);
        ByteBuffer memory = superframe.memory();
        memory.put(1, (byte) (TCP4 | 0x80));

        assertThat(split(memory)).extracting(packet -> packet[33] & 0xff).containsExactly(0xd0, 0x50, 0x59);
    }

    @Test
    void the_final_destination_of_a_routing_header_stays_in_the_checksum() {
        byte[] packet = IPV6.withIpExtra(Segment.destinationOptions(6, 1)).partialPacket();
        packet[6] = 43;
        // another destination on the way: the sum of the pseudo-header in the packet is that of the final one
        packet[39] ^= 0x55;
        ByteBuffer memory = Superframe.memory(NEEDS_CHECKSUM, TCP6, 0, 1000, 48, 16, packet);

        List<byte[]> packets = split(memory);

        assertThat(packets).hasSize(3);
        for (byte[] one : packets) {
            one[39] ^= 0x55;
            byte[] header = java.util.Arrays.copyOfRange(one, 8, 40);
            byte[] rest = {0, 6, (byte) (one.length - 48 >> 8), (byte) (one.length - 48)};
            assertThat(Segment.sum(Segment.sum(Segment.sum(0, header, 0), rest, 0), one, 48))
                    .isEqualTo(0xffff);
        }
    }

    @Test
    void a_checksum_of_zero_is_sent_as_ones_for_udp_only() {
        for (boolean tcp : new boolean[] {false, true}) {
            Segment segment = tcp ? Segment.tcp(true, 0, new byte[2]) : Segment.udp(true, new byte[2]);
            byte[] packet = segment.packet();
            int field = segment.ipOctets() + (tcp ? 16 : 6);
            // what the checksum is now, the payload adds, so that the sum becomes all ones
            segment = segment.withPayload(packet[field], packet[field + 1]);
            ByteBuffer memory = Superframe.memory(
                    NEEDS_CHECKSUM, 0, 0, 0, segment.ipOctets(), tcp ? 16 : 6, segment.partialPacket());

            byte[] complete = split(memory).get(0);

            assertThat(complete).isEqualTo(segment.packet());
            assertThat(complete[field]).isEqualTo((byte) (tcp ? 0 : 0xff));
        }
    }

    @Test
    void a_protocol_that_nobody_knows_gets_its_checksum() {
        byte[] packet = Segment.udp(true, new byte[50]).partialPacket();
        packet[9] = (byte) 200;
        ByteBuffer memory = Superframe.memory(NEEDS_CHECKSUM, 0, 0, 0, 20, 30, packet);

        byte[] complete = split(memory).get(0);

        assertThat(Segment.sum(0, complete, 20)).isEqualTo(0xffff);
    }

    @Test
    void each_packet_that_has_no_room_is_dropped_and_the_next_superframe_is_not() {
        SuperframeSplitter splitter = new SuperframeSplitter();
        Superframe tooLong = new Superframe(IPV4, 1400);
        List<byte[]> packets = tooLong.packets();
        ByteBuffer memory = tooLong.memory();
        assertThat(splitter.begin(memory, memory.capacity())).isTrue();

        byte[] buffer = new byte[1400];
        for (byte[] packet : packets) {
            int octets = splitter.next(buffer, 0, 1400);
            if (packet.length > 1400) {
                assertThat(octets).isEqualTo(SuperframeSplitter.TOO_LONG);
            } else {
                assertThat(Arrays.copyOf(buffer, octets)).isEqualTo(packet);
            }
        }
        assertThat(packets.get(0)).hasSizeGreaterThan(1400);
        assertThat(packets).hasSizeGreaterThan(2);
        assertThat(splitter.hasNext()).isFalse();

        memory = new Superframe(IPV4, 1360).memory();
        assertThat(splitter.begin(memory, memory.capacity())).isTrue();
        assertThat(splitter.next(new byte[1400], 0, 1400)).isEqualTo(1400);
    }
}
