package io.flexike.esp.tun.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoalescerTest {
    private static final int PSH_ACK = 0x18;
    static final byte[] TIMESTAMPS = {1, 1, 8, 10, 0, 0, 1, 2, 0, 0, 3, 4};

    /** Consecutive packets of one flow, with so many octets of payload each. */
    static List<Segment> flow(Segment like, int... payloads) {
        List<Segment> flow = new ArrayList<>();
        int sequence = like.sequence();
        for (int octets : payloads) {
            byte[] payload = SuperframeSplitterPropertyTest.octets(octets, sequence + flow.size());
            flow.add(like.withPayload(payload)
                    .withSequence(sequence)
                    .withIdentification(like.mayBeFragmented(), like.identification() + flow.size()));
            sequence += octets;
        }
        return flow;
    }

    static Segment tcp(boolean ipv4) {
        return Segment.tcp(ipv4, -1500)
                .withTcpOptions(TIMESTAMPS)
                .withTrafficClass(2)
                .withIdentification(true, 65534);
    }

    static byte[][] packets(List<Segment> segments) {
        return segments.stream().map(Segment::packet).toArray(byte[][]::new);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neighbours_of_a_tcp_flow_are_joined(boolean ipv4) {
        List<Segment> flow = flow(tcp(ipv4), 1000, 1000, 1000, 700);
        flow.set(3, flow.get(3).withFlags(PSH_ACK));
        byte[][] packets = packets(flow);

        Coalescing coalescing = Coalescing.of(packets);

        assertThat(coalescing.packetsEach()).containsExactly(4);
        assertThat(coalescing.packets()).containsExactly(packets);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neighbours_of_a_udp_flow_are_joined_where_the_device_can(boolean ipv4) {
        byte[][] packets = packets(flow(Segment.udp(ipv4), 1000, 1000, 1));

        assertThat(Coalescing.of(packets).packetsEach()).containsExactly(3);
        assertThat(Coalescing.of(packets).packets()).containsExactly(packets);
        assertThat(Coalescing.of(new Coalescer(false), Arrays.asList(packets)).packetsEach())
                .containsExactly(1, 1, 1);
    }

    @Test
    void nothing_is_added_behind_a_short_or_pushed_packet() {
        List<Segment> shorter = flow(tcp(true), 1000, 999, 999);
        List<Segment> pushed = flow(tcp(true), 1000, 1000, 1000);
        pushed.set(1, pushed.get(1).withFlags(PSH_ACK));
        List<Segment> pushedAtOnce = flow(tcp(true), 1000, 1000, 1000);
        pushedAtOnce.set(0, pushedAtOnce.get(0).withFlags(PSH_ACK));

        assertThat(Coalescing.of(packets(shorter)).packetsEach()).containsExactly(2, 1);
        assertThat(Coalescing.of(packets(pushed)).packetsEach()).containsExactly(2, 1);
        assertThat(Coalescing.of(packets(pushedAtOnce)).packetsEach()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void a_wrong_checksum_keeps_its_packet_alone_and_unchanged(int wrong) {
        for (boolean tcp : new boolean[] {true, false}) {
            byte[][] packets = packets(flow(tcp ? tcp(true) : Segment.udp(true), 1000, 1000, 1000));
            packets[wrong][500] ^= 1;

            Coalescing coalescing = Coalescing.of(packets);

            assertThat(coalescing.packetsEach().size()).isGreaterThan(1);
            assertThat(coalescing.packets()).containsExactly(packets);
        }
    }

    @Test
    void a_wrong_checksum_of_the_ip_header_does_too() {
        byte[][] packets = packets(flow(tcp(true), 1000, 1000));
        packets[1][10] ^= 1;

        assertThat(Coalescing.of(packets).packetsEach()).containsExactly(1, 1);
    }

    @Test
    void udp_without_checksum_stays_without() {
        byte[][] packets = packets(flow(Segment.udp(true), 1000, 1000));
        for (byte[] packet : packets) {
            Segment.put16(packet, 26, 0);
        }

        assertThat(Coalescing.of(packets).packetsEach()).containsExactly(1, 1);
    }

    @Test
    void udp_without_checksum_stays_without_even_if_it_sums_up() {
        byte[][] packets = packets(flow(Segment.udp(true), 1000, 1000));
        for (byte[] packet : packets) {
            // what the checksum is, the payload adds from now on
            int sum = Segment.sum((packet[26] & 0xff) << 8 | packet[27] & 0xff, packet, packet.length - 2);
            Segment.put16(packet, packet.length - 2, sum);
            Segment.put16(packet, 26, 0);
        }

        assertThat(Coalescing.of(packets).packetsEach()).containsExactly(1, 1);
    }

    @Test
    void a_wrong_total_length_keeps_its_packet_alone() {
        byte[][] packets = packets(flow(tcp(true), 1000, 1000));
        Segment.put16(packets[1], 2, 1051);
        CoalescerDifferencesTest.correct(packets[1], 10, 1052, 1051);

        assertThat(Coalescing.of(packets).packetsEach()).containsExactly(1, 1);
    }

    @Test
    void first_fragments_of_several_packets_are_not_joined() {
        byte[][] packets = packets(flow(tcp(true), 1000, 1000));
        for (byte[] packet : packets) {
            packet[6] = 0x20;
            CoalescerDifferencesTest.correct(packet, 10, 0, 0x2000);
        }

        assertThat(Coalescing.of(packets).packetsEach()).containsExactly(1, 1);
    }

    @Test
    void fragments_stay_alone_and_nothing_overtakes_them() {
        byte[][] packets = packets(flow(tcp(true), 1000, 1000, 1000));
        byte[] fragment = packets[1].clone();
        fragment[6] = 0x20;
        CoalescerDifferencesTest.correct(fragment, 10, 0, 0x2000);

        assertThat(Coalescing.of(packets[0], fragment, packets[1], packets[2]).packetsEach())
                .containsExactly(1, 1, 2);
    }

    @Test
    void an_identification_that_never_changes_is_fine_where_fragments_are_not_allowed() {
        List<Segment> flow = new ArrayList<>();
        for (Segment segment : flow(tcp(true), 1000, 1000, 1000)) {
            flow.add(segment.withIdentification(false, 0));
        }
        assertThat(Coalescing.of(packets(flow)).packetsEach()).containsExactly(3);

        List<Segment> fragmentable = flow.stream()
                .map(segment -> segment.withIdentification(true, 0))
                .toList();
        assertThat(Coalescing.of(packets(fragmentable)).packetsEach()).containsExactly(1, 1, 1);

        flow.set(2, flow.get(2).withIdentification(false, 1));
        assertThat(Coalescing.of(packets(flow)).packetsEach()).containsExactly(2, 1);
    }

    @Test
    void no_superframe_is_longer_than_an_ip_packet() {
        for (boolean ipv4 : new boolean[] {true, false}) {
            int[] payloads = new int[70];
            Arrays.fill(payloads, 1000);
            byte[][] packets = packets(flow(tcp(ipv4), payloads));

            Coalescing coalescing = Coalescing.of(packets);

            assertThat(coalescing.packetsEach()).containsExactly(65, 5);
            assertThat(coalescing.packets()).containsExactly(packets);
        }
    }

    @Test
    void no_superframe_of_udp_has_more_than_64_packets() {
        int[] payloads = new int[100];
        Arrays.fill(payloads, 100);

        assertThat(Coalescing.of(packets(flow(Segment.udp(false), payloads))).packetsEach())
                .containsExactly(64, 36);
    }

    @Test
    void flows_may_alternate() {
        byte[][] first = packets(flow(tcp(true), 1000, 1000, 1000));
        byte[][] second = packets(flow(tcp(false).withSourcePort(9), 900, 900, 900));

        Coalescing coalescing = Coalescing.of(first[0], second[0], second[1], first[1], first[2], second[2]);

        assertThat(coalescing.packetsEach()).containsExactly(3, 3);
        assertThat(coalescing.packets()).containsExactly(first[0], first[1], first[2], second[0], second[1], second[2]);
    }

    @Test
    void an_acknowledgment_does_not_overtake_data_of_its_flow_nor_is_it_overtaken() {
        List<Segment> flow = flow(tcp(true), 1000, 1000, 1000, 1000);
        byte[][] packets = packets(flow);
        byte[] acknowledgment = flow.get(2).withPayload().packet();

        Coalescing coalescing = Coalescing.of(packets[0], packets[1], acknowledgment, packets[2], packets[3]);

        assertThat(coalescing.packetsEach()).containsExactly(2, 1, 2);
        assertThat(coalescing.packets())
                .containsExactly(packets[0], packets[1], acknowledgment, packets[2], packets[3]);
    }

    @Test
    void a_kind_that_was_given_up_is_joined_no_more_and_others_are() {
        Coalescer coalescer = new Coalescer(true);
        List<byte[]> ipv4 = List.of(packets(flow(tcp(true), 1000, 1000)));
        Coalescing.of(coalescer, ipv4);

        coalescer.giveUp(0);

        assertThat(Coalescing.of(coalescer, ipv4).packetsEach()).containsExactly(1, 1);
        assertThat(Coalescing.of(coalescer, List.of(packets(flow(tcp(false), 1000, 1000))))
                        .packetsEach())
                .containsExactly(2);
    }

    @Test
    void what_is_no_packet_stays_alone() {
        byte[] good = Segment.tcp(true, 0, new byte[100]).packet();
        byte[] good6 = Segment.udp(false, new byte[100]).packet();
        List<byte[]> batch = new ArrayList<>();
        for (int octets = 0; octets < good.length; octets++) {
            batch.add(Arrays.copyOf(good, octets));
            batch.add(Arrays.copyOf(good6, octets));
        }
        byte[] longDataOffset = good.clone();
        longDataOffset[32] = (byte) 0xf0;
        batch.add(Arrays.copyOf(longDataOffset, 40));

        Coalescing coalescing = Coalescing.of(new Coalescer(true), batch);

        assertThat(coalescing.packetsEach()).containsOnly(1).hasSize(batch.size());
        assertThat(coalescing.packets()).containsExactlyElementsOf(batch);
    }
}
