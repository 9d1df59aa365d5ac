package io.flexike.esp.gre;

import static io.flexike.esp.packet.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class GreTunnelPropertyTest {
    private static String end(boolean ipv6, int host) {
        return (ipv6 ? "2001:db8::" : "192.0.2.") + host;
    }

    private static byte[] inner(boolean ipv6, byte[] payload) {
        return ipv6 ? packet("fd01::1", "fd02::1", 99, payload) : packet("10.1.0.1", "10.2.0.1", 99, payload);
    }

    @Property(tries = 500)
    void what_is_sent_arrives_unchanged(
            @ForAll boolean outer6,
            @ForAll boolean inner6,
            @ForAll @Size(max = 1200) byte[] payload,
            @ForAll Optional<@LongRange(max = 0xffffffffL) Long> key,
            @ForAll boolean checksum,
            @ForAll boolean sequence,
            @ForAll @IntRange(min = 1, max = 255) int hopLimit,
            @ForAll boolean cut)
            throws Exception {
        GreSettings settings = new GreSettings(key, checksum, sequence, hopLimit, OptionalInt.empty(), cut);
        GreBench here = GreBench.connected(settings, end(outer6, 1), end(outer6, 2));
        GreBench there = GreBench.connected(settings, end(outer6, 2), end(outer6, 1));
        byte[] packet = inner(inner6, payload);

        assertThat(there.receive(here.sent(packet).get(0))).isEqualTo(1);

        assertThat(there.atHost()).containsExactly(packet);
    }

    @Property(tries = 3000)
    void random_octets_in_place_of_gre_never_throw(
            @ForAll @Size(max = 80) byte[] payload, @ForAll boolean outer6, @ForAll boolean keyed) throws Exception {
        GreSettings settings = keyed ? GreSettings.standard().withKey(0) : GreSettings.standard();
        GreBench bench = GreBench.connected(settings.withSequenceNumbers(), end(outer6, 1), end(outer6, 2));

        int taken = bench.receive(packet(end(outer6, 2), end(outer6, 1), 47, payload));

        GreCounters counters = bench.tunnel.counters();
        long dropped =
                counters.drops().values().stream().mapToLong(Long::longValue).sum();
        assertThat(counters.received() + counters.keepalives()).isEqualTo(taken);
        assertThat(dropped).isEqualTo(1 - taken);
    }
}
