package io.flexike.esp.gre;

import static io.flexike.esp.packet.Packets.address;
import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.esp.packet.Checksums;
import io.flexike.esp.tun.InMemoryTun;
import io.flexike.esp.tun.PacketBatch;
import io.flexike.esp.tun.TunSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GreTunnelTest {
    private static final String HERE = "192.0.2.1";
    private static final String THERE = "192.0.2.2";
    /** UDP from 10.1.0.1 to 10.2.0.1 with TOS 0x78. */
    private static final byte[] INNER4 = hex("4578001c00000000401100000a0100010a0200010001000200080000");
    /** ICMPv6 from fd01::1 to fd02::1 with traffic class 0x78. */
    private static final byte[] INNER6 =
            hex("6780000000083a40fd010000000000000000000000000001fd0200000000000000000000000000010000000000000000");

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] joined(String headers, byte[] inner) {
        byte[] front = hex(headers);
        byte[] all = Arrays.copyOf(front, front.length + inner.length);
        System.arraycopy(inner, 0, all, front.length, inner.length);
        return all;
    }

    private static GreBench plain() {
        return GreBench.connected(GreSettings.standard(), HERE, THERE);
    }

    private static byte[] withoutOuter(byte[] packet, int octets) {
        return Arrays.copyOfRange(packet, octets, packet.length);
    }

    @Test
    void a_packet_gets_both_headers() throws IOException {
        assertThat(plain().sent(INNER4))
                .containsExactly(joined("4578003400004000ff2ff71ec0000201c000020200000800", INNER4));
    }

    @Test
    void over_ipv6_as_well() throws IOException {
        GreBench bench = GreBench.connected(GreSettings.standard(), "2001:db8::1", "2001:db8::2");

        assertThat(bench.sent(INNER6))
                .containsExactly(joined(
                        "6780000000342fff20010db800000000000000000000000120010db8000000000000000000000002000086dd",
                        INNER6));
    }

    @Test
    void key_checksum_and_numbers_are_there_when_asked_for() throws IOException {
        GreSettings all =
                GreSettings.standard().withKey(0x01020304).withChecksum().withSequenceNumbers();
        GreBench bench = GreBench.connected(all, HERE, THERE);

        List<byte[]> sent = bench.sent(INNER4, INNER4);

        assertThat(sent.get(0))
                .isEqualTo(joined("4578004000004000ff2ff712c0000201c0000202b0000800aa4300000102030400000000", INNER4));
        assertThat(Arrays.copyOfRange(sent.get(1), 32, 36)).containsExactly(0, 0, 0, 1);
    }

    @Test
    void the_outer_header_is_as_the_settings_say() throws IOException {
        GreSettings settings =
                GreSettings.standard().withHopLimit(7).withTrafficClass(0).withFragmentation();
        GreBench bench = GreBench.connected(settings, HERE, THERE);

        assertThat(bench.sent(INNER4, INNER4))
                .containsExactly(
                        joined("4500003400000000072f2f98c0000201c000020200000800", INNER4),
                        joined("4500003400010000072f2f97c0000201c000020200000800", INNER4));
    }

    @Test
    void what_one_sends_the_other_takes() throws Exception {
        GreSettings keyed = GreSettings.standard().withKey(0xffffffffL).withChecksum();
        for (GreSettings settings : List.of(GreSettings.standard(), keyed, keyed.withSequenceNumbers())) {
            GreBench here = GreBench.connected(settings, HERE, THERE);
            GreBench there = GreBench.connected(settings, THERE, HERE);

            byte[][] travelling = here.sent(INNER4, INNER6).toArray(byte[][]::new);
            assertThat(there.receive(travelling)).isEqualTo(2);

            assertThat(there.atHost()).containsExactly(INNER4, INNER6);
            assertThat(here.tunnel.counters().sent()).isEqualTo(2);
            assertThat(there.tunnel.counters().received()).isEqualTo(2);
            assertThat(there.tunnel.counters().drops()).isEmpty();
        }
    }

    @Test
    void octets_behind_the_packet_inside_are_cut_off() throws Exception {
        GreBench bench = plain();

        assertThat(bench.receive(packet(THERE, HERE, 47, joined("00000800", Arrays.copyOf(INNER4, 40)))))
                .isEqualTo(1);

        assertThat(bench.atHost()).containsExactly(INNER4);
    }

    // RFC 2784 2.3
    @Test
    void reserved_bits_of_the_future_are_ignored() throws Exception {
        GreBench bench = plain();

        assertThat(bench.receive(packet(THERE, HERE, 47, joined("03f80800", INNER4))))
                .isEqualTo(1);

        assertThat(bench.atHost()).containsExactly(INNER4);
    }

    // RFC 2784 2.2
    @Test
    void a_checksum_is_verified_by_who_sends_none() throws Exception {
        GreBench summing = GreBench.connected(GreSettings.standard().withChecksum(), THERE, HERE);
        byte[] good = summing.sent(INNER4).get(0);
        GreBench bench = plain();
        for (int bit = 20 * 8; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(bench.receive(bad)).as("bit %d", bit).isZero();
        }

        assertThat(bench.receive(good)).isEqualTo(1);
        assertThat(bench.atHost()).hasSize(1);
        assertThat(bench.tunnel.counters().drops(GreDropReason.WRONG_CHECKSUM)).isGreaterThan(200);
    }

    // RFC 2890 2.2
    @Test
    void what_comes_late_is_dropped_and_numbers_wrap() throws Exception {
        GreBench bench = GreBench.connected(GreSettings.standard().withSequenceNumbers(), HERE, THERE);
        List<byte[]> numbered = new ArrayList<>();
        for (String number :
                List.of("00000000", "00000002", "00000001", "00000002", "80000001", "ffffffff", "00000000")) {
            numbered.add(packet(THERE, HERE, 47, joined("10000800" + number, INNER4)));
        }
        numbered.add(packet(THERE, HERE, 47, joined("00000800", INNER4)));

        List<Integer> taken = new ArrayList<>();
        for (byte[] one : numbered) {
            taken.add(bench.receive(one));
        }

        assertThat(taken).containsExactly(1, 1, 0, 0, 1, 1, 1, 1);
        assertThat(bench.tunnel.counters().drops()).containsOnlyKeys(GreDropReason.OUT_OF_SEQUENCE);
    }

    @Test
    void numbers_begin_anew_when_it_is_connected_and_go_on_when_it_moves() throws Exception {
        GreBench bench = GreBench.connected(GreSettings.standard().withSequenceNumbers(), HERE, THERE);
        byte[] first = packet(THERE, HERE, 47, joined("1000080000000000", INNER4));
        assertThat(bench.receive(first)).isEqualTo(1);
        bench.sent(INNER4);

        bench.tunnel.move(new GreEnds(address(HERE), address(THERE)));
        assertThat(bench.receive(first)).isZero();
        assertThat(bench.sent(INNER4).get(0)).containsSubsequence(0x10, 0, 8, 0, 0, 0, 0, 1);

        bench.tunnel.connect(new GreEnds(address(HERE), address(THERE)));
        assertThat(bench.receive(first)).isEqualTo(1);
        assertThat(Arrays.copyOfRange(bench.sent(INNER4).get(0), 24, 28)).containsExactly(0, 0, 0, 0);
    }

    @Test
    void it_follows_its_ends_and_is_mute_without() throws Exception {
        GreBench bench = new GreBench(GreSettings.standard());
        byte[] incoming = packet(THERE, HERE, 47, joined("00000800", INNER4));
        assertThat(bench.sent(INNER4)).isEmpty();
        assertThat(bench.receive(incoming)).isZero();
        assertThat(bench.tunnel.ends()).isEmpty();

        bench.tunnel.connect(new GreEnds(address(HERE), address(THERE)));
        assertThat(bench.receive(incoming)).isEqualTo(1);

        bench.tunnel.move(new GreEnds(address("2001:db8::1"), address("2001:db8::2")));
        assertThat(bench.receive(incoming)).isZero();
        assertThat(bench.receive(packet("2001:db8::2", "2001:db8::1", 47, joined("00000800", INNER4))))
                .isEqualTo(1);
        assertThat(bench.sent(INNER4).get(0)).hasSize(40 + 4 + INNER4.length);

        bench.tunnel.disconnect();
        assertThat(bench.sent(INNER4)).isEmpty();
        assertThat(bench.tunnel.counters().drops(GreDropReason.NOT_CONNECTED)).isEqualTo(3);
        assertThat(bench.tunnel.counters().drops(GreDropReason.WRONG_ENDS)).isEqualTo(1);
    }

    // what routers of the usual make send: GRE without content inside GRE, to be routed back; and that one coming back
    @Test
    void keepalives_are_counted_and_go_no_further() throws Exception {
        GreBench bench = plain();
        byte[] back = packet(HERE, THERE, 47, hex("00000000"));

        assertThat(bench.receive(packet(THERE, HERE, 47, joined("00000800", back))))
                .isEqualTo(1);
        assertThat(bench.receive(packet(THERE, HERE, 47, hex("00000000")))).isEqualTo(1);

        assertThat(bench.atHost()).isEmpty();
        assertThat(bench.tunnel.counters().keepalives()).isEqualTo(2);
    }

    @Test
    void gre_of_others_inside_is_no_keepalive() throws Exception {
        GreBench bench = plain();
        byte[] others = packet("10.1.0.1", "10.2.0.1", 47, hex("00000000"));

        bench.receive(packet(THERE, HERE, 47, joined("00000800", others)));

        assertThat(bench.atHost()).containsExactly(others);
        assertThat(bench.tunnel.counters().keepalives()).isZero();
    }

    @Test
    void other_protocols_go_to_the_listener() throws Exception {
        GreBench bench = plain();
        List<GreProtocol> protocols = new ArrayList<>();
        List<byte[]> packets = new ArrayList<>();
        bench.tunnel.onProtocol((protocol, octets) -> {
            protocols.add(protocol);
            packets.add(octets);
        });

        assertThat(bench.receive(
                        packet(THERE, HERE, 47, hex("00002001aabbcc")), packet(THERE, HERE, 47, hex("00008847"))))
                .isEqualTo(2);

        assertThat(protocols).containsExactly(GreProtocol.NHRP, GreProtocol.MPLS);
        assertThat(packets).containsExactly(hex("aabbcc"), new byte[0]);
        assertThat(bench.tunnel.counters().otherProtocols()).isEqualTo(2);
        assertThat(bench.atHost()).isEmpty();
    }

    @Test
    void a_listener_that_fails_costs_its_packet_only() throws Exception {
        GreBench bench = plain();
        bench.tunnel.onProtocol((protocol, octets) -> {
            throw new IllegalStateException("a bug of the listener");
        });

        assertThat(bench.receive(
                        packet(THERE, HERE, 47, hex("00002001")), packet(THERE, HERE, 47, joined("00000800", INNER4))))
                .isEqualTo(1);

        assertThat(bench.tunnel.counters().drops()).containsOnlyKeys(GreDropReason.LISTENER_FAILED);
    }

    @Test
    void a_packet_of_another_protocol_wakes_up_the_reader() throws Exception {
        GreBench bench = plain();
        FutureTask<List<byte[]>> reading = new FutureTask<>(bench::sent);
        Thread reader = new Thread(reading);
        reader.start();
        while (reader.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        assertThat(bench.tunnel.send(GreProtocol.NHRP, hex("aabbcc"))).isTrue();

        byte[] sent = reading.get(5, TimeUnit.SECONDS).get(0);
        assertThat(withoutOuter(sent, 20)).isEqualTo(hex("00002001aabbcc"));
        assertThat(Checksums.headerIsRight(sent)).isTrue();
    }

    @Test
    void no_packet_of_another_protocol_is_forgotten_when_the_host_sends_a_lot() throws Exception {
        GreBench bench = plain();
        byte[][] fromHost = new byte[bench.tunnel.preferredBatch()][];
        Arrays.fill(fromHost, INNER4);
        bench.tunnel.send(GreProtocol.NHRP, hex("aa"));

        assertThat(bench.sent(fromHost)).hasSize(fromHost.length);
        assertThat(bench.sent())
                .singleElement()
                .satisfies(one -> assertThat(one).endsWith(0x20, 0x01, 0xaa));
    }

    @Test
    void packets_to_send_are_limited_in_number_and_length() {
        GreBench bench = plain();
        for (int i = 0; i < GreTunnel.MAX_WAITING; i++) {
            assertThat(bench.tunnel.send(GreProtocol.NHRP, new byte[bench.tunnel.mtu()]))
                    .isTrue();
        }

        assertThat(bench.tunnel.send(GreProtocol.NHRP, new byte[1])).isFalse();
        assertThat(bench.tunnel.send(GreProtocol.NHRP, new byte[bench.tunnel.mtu() + 1]))
                .isFalse();
        bench.tunnel.disconnect();
        assertThat(bench.tunnel.send(GreProtocol.NHRP, new byte[1])).isFalse();
        assertThat(bench.tunnel.counters().drops())
                .containsOnlyKeys(GreDropReason.TOO_MANY_WAITING, GreDropReason.TOO_LONG, GreDropReason.NOT_CONNECTED);
    }

    @Test
    void what_is_not_ip_is_taken_out_of_the_batch() throws IOException {
        GreBench bench = plain();

        assertThat(bench.sent(new byte[] {0x15, 0}, INNER4, new byte[] {0x45}, INNER6))
                .extracting(sent -> withoutOuter(sent, 24))
                .containsExactly(INNER4, INNER6);
        // the buffers of those taken out serve again
        assertThat(bench.sent(INNER6, INNER4, INNER6))
                .extracting(sent -> withoutOuter(sent, 24))
                .containsExactly(INNER6, INNER4, INNER6);
        assertThat(bench.tunnel.counters().drops(GreDropReason.NOT_IP)).isEqualTo(2);
    }

    @Test
    void a_batch_without_headroom_is_refused() {
        GreBench bench = plain();

        assertThatThrownBy(() -> bench.tunnel.read(PacketBatch.forReading(1, 20, 1400, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("headroom");
    }

    @Test
    void settings_and_ends_have_limits() {
        GreSettings settings = GreSettings.standard();
        assertThatThrownBy(() -> settings.withKey(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.withKey(1L << 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.withHopLimit(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.withHopLimit(256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.withTrafficClass(256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GreProtocol(0x10000)).isInstanceOf(IllegalArgumentException.class);
        for (String remote : List.of("2001:db8::2", "0.0.0.0", "224.0.0.1")) {
            assertThatThrownBy(() -> new GreEnds(address(HERE), address(remote)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void each_queue_of_the_device_is_read() throws IOException {
        InMemoryTun wide = InMemoryTun.open(TunSettings.named("wide").withQueues(2));
        try (GreTunnel tunnel = GreTunnel.over(wide, GreSettings.standard())) {
            tunnel.connect(new GreEnds(address(HERE), address(THERE)));
            assertThat(tunnel.queues()).isEqualTo(2);
            for (int flow = 0; flow < 16; flow++) {
                byte[] packet = INNER4.clone();
                packet[19] = (byte) flow;
                assertThat(wide.hostEnd().send(packet)).isTrue();
            }
            wide.wakeUp();

            List<PacketBatch> batches = List.of(read(tunnel, 0), read(tunnel, 1));

            assertThat(batches).allSatisfy(batch -> assertThat(batch.count()).isPositive());
            assertThat(batches.stream().mapToInt(PacketBatch::count).sum()).isEqualTo(16);
            assertThat(batches).allSatisfy(batch -> assertThat(batch.octets(0)).isEqualTo(24 + INNER4.length));
        }
    }

    private static PacketBatch read(GreTunnel tunnel, int queue) throws IOException {
        PacketBatch batch = PacketBatch.forReading(16, tunnel.headroomOctets(), 1400, 0);
        tunnel.read(queue, batch);
        return batch;
    }

    @Test
    void sequence_numbers_need_a_device_with_one_queue() {
        InMemoryTun wide = InMemoryTun.open(TunSettings.named("wide").withQueues(2));
        assertThatThrownBy(() -> GreTunnel.over(wide, GreSettings.standard().withSequenceNumbers()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 queues");
    }
}
