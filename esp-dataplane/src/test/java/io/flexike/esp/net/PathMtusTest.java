package io.flexike.esp.net;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PathMtusTest {
    private static final InetAddress FOUR = address("192.0.2.1");
    private static final InetAddress SIX = address("2001:db8::1");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private final PathMtus mtus = new PathMtus(nanos::get);

    @Test
    void what_was_learnt_is_told_for_that_peer_only() {
        assertThat(mtus.of(FOUR)).isZero();
        mtus.learn(FOUR, 1400);
        assertThat(mtus.of(FOUR)).isEqualTo(1400);
        assertThat(mtus.of(SIX)).isZero();
    }

    // RFC 791 3.2, RFC 8200 5
    @Test
    void what_no_path_can_have_is_not_believed() {
        mtus.learn(FOUR, 20);
        mtus.learn(SIX, 1000);
        assertThat(mtus.of(FOUR)).isEqualTo(68);
        assertThat(mtus.of(SIX)).isEqualTo(1280);
        mtus.learn(FOUR, 65536);
        assertThat(mtus.of(FOUR)).isEqualTo(65535);
    }

    // RFC 1191 6.3
    @Test
    void after_ten_minutes_nothing_is_known() {
        mtus.learn(FOUR, 1400);
        nanos.addAndGet(PathMtus.LIFE_NANOS - 1);
        assertThat(mtus.of(FOUR)).isEqualTo(1400);
        nanos.incrementAndGet();
        assertThat(mtus.of(FOUR)).isZero();
    }

    @Test
    void only_so_many_peers_are_remembered() {
        InetAddress[] peers = IntStream.range(0, 2 * PathMtus.MOST)
                .mapToObj(i -> address("10.0." + i / 256 + "." + i % 256))
                .toArray(InetAddress[]::new);
        for (InetAddress peer : peers) {
            mtus.learn(peer, 1000);
            assertThat(mtus.of(peer)).isEqualTo(1000);
        }
        assertThat(IntStream.range(0, peers.length).filter(i -> mtus.of(peers[i]) > 0))
                .hasSize(PathMtus.MOST);
    }

    @Test
    void who_is_remembered_longest_goes_first_once_overdue() {
        for (int i = 0; i < PathMtus.MOST; i++) {
            mtus.learn(address("10.0." + i / 256 + "." + i % 256), 1000);
        }
        nanos.addAndGet(PathMtus.LIFE_NANOS);
        mtus.learn(FOUR, 1400);
        mtus.learn(SIX, 1400);
        assertThat(mtus.of(FOUR)).isEqualTo(1400);
        assertThat(mtus.of(SIX)).isEqualTo(1400);
    }
}
