package io.flexike.esp.gre;

import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GreMalformedTest {
    private static final String HERE = "192.0.2.1";
    private static final String THERE = "192.0.2.2";
    private static final String INNER = "4500001c00000000401100000a0100010a0200010001000200080000";
    private static final GreSettings KEYED = GreSettings.standard().withKey(7);

    private static byte[] gre(String headerAndPayload) {
        return packet(THERE, HERE, 47, HexFormat.of().parseHex(headerAndPayload));
    }

    private static byte[] changed(int at, int value) {
        byte[] packet = gre("00000800" + INNER);
        packet[at] = (byte) value;
        return packet;
    }

    private static Stream<Arguments> packets() {
        byte[] good = gre("00000800" + INNER);
        return Stream.of(
                row("too short for IP", GreDropReason.NOT_GRE, new byte[] {0x45}),
                row("no IP", GreDropReason.NOT_GRE, changed(0, 0x55)),
                row("another protocol", GreDropReason.NOT_GRE, changed(9, 17)),
                row("a total length too long", GreDropReason.NOT_GRE, changed(3, good.length + 1)),
                row("no GRE header", GreDropReason.NOT_GRE, gre("")),
                row("half a GRE header", GreDropReason.NOT_GRE, gre("000008")),
                row("no room for the checksum", GreDropReason.NOT_GRE, gre("80000800000000")),
                row("no room for all fields", GreDropReason.NOT_GRE, gre("b0000800000000000000000700")),
                row("the first fragment", GreDropReason.FRAGMENT, changed(6, 0x20)),
                row("a later fragment", GreDropReason.FRAGMENT, changed(7, 5)),
                row("from another end", GreDropReason.WRONG_ENDS, changed(15, 3)),
                row("to another end", GreDropReason.WRONG_ENDS, changed(19, 3)),
                row("PPTP", GreDropReason.UNKNOWN_VERSION, gre("00010800" + INNER)),
                row("version 4", GreDropReason.UNKNOWN_VERSION, gre("00040800" + INNER)),
                row("routing", GreDropReason.RESERVED_BITS, gre("40000800" + INNER)),
                row("a strict source route", GreDropReason.RESERVED_BITS, gre("08000800" + INNER)),
                row("recursion", GreDropReason.RESERVED_BITS, gre("04000800" + INNER)),
                row("a key that nobody asked for", GreDropReason.WRONG_KEY, gre("2000080000000007" + INNER)),
                row("a wrong checksum", GreDropReason.WRONG_CHECKSUM, gre("8000080000010000" + INNER)),
                row("a bridge's frame", GreDropReason.UNKNOWN_PROTOCOL, gre("00006558" + INNER)),
                row("NHRP that nobody wants", GreDropReason.UNKNOWN_PROTOCOL, gre("00002001" + INNER)),
                row("IPv4 that says IPv6", GreDropReason.MALFORMED_INNER, gre("000086dd" + INNER)),
                row("nothing inside", GreDropReason.MALFORMED_INNER, gre("00000800")),
                row("half a packet inside", GreDropReason.MALFORMED_INNER, gre("00000800" + INNER.substring(0, 54))));
    }

    private static Arguments row(String what, GreDropReason reason, byte[] packet) {
        return Arguments.of(what, GreSettings.standard(), reason, packet);
    }

    private static Stream<Arguments> packetsForAKeyedTunnel() {
        return Stream.of(
                Arguments.of("no key", KEYED, GreDropReason.WRONG_KEY, gre("00000800" + INNER)),
                Arguments.of("another key", KEYED, GreDropReason.WRONG_KEY, gre("2000080000000008" + INNER)),
                Arguments.of(
                        "a key where the checksum stands",
                        KEYED,
                        GreDropReason.WRONG_KEY,
                        gre("a00008000000000700000000" + INNER)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"packets", "packetsForAKeyedTunnel"})
    void is_dropped_and_counted(String what, GreSettings settings, GreDropReason reason, byte[] packet)
            throws Exception {
        GreBench bench = GreBench.connected(settings, HERE, THERE);

        assertThat(bench.receive(packet)).as(what).isZero();

        assertThat(bench.atHost()).isEmpty();
        GreCounters counters = bench.tunnel.counters();
        assertThat(counters.drops()).hasSize(1).containsEntry(reason, 1L);
        assertThat(counters.received()).isZero();
    }

    @Test
    void each_reason_for_received_packets_has_its_row() {
        Set<GreDropReason> reasons = EnumSet.range(GreDropReason.NOT_GRE, GreDropReason.MALFORMED_INNER);
        reasons.removeAll(EnumSet.of(GreDropReason.OUT_OF_SEQUENCE, GreDropReason.LISTENER_FAILED));

        assertThat(Stream.concat(packets(), packetsForAKeyedTunnel()).map(row -> row.get()[2]))
                .containsAll(reasons);
    }

    @Test
    void nothing_that_was_cut_off_is_taken() throws Exception {
        byte[] whole = gre("2000080000000007" + INNER);
        GreBench bench = GreBench.connected(KEYED, HERE, THERE);
        for (int octets = 0; octets < whole.length; octets++) {
            assertThat(bench.receive(Arrays.copyOf(whole, octets)))
                    .as("%d octets", octets)
                    .isZero();
        }
        assertThat(bench.receive(whole)).isEqualTo(1);
    }
}
