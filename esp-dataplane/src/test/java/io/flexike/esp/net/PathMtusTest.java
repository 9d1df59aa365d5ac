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
        assertThat(mtus.of(FOUR)).isEqualTo(PathMtus.UNKNOWN);
        mtus.learn(FOUR, 1400);
        assertThat(mtus.of(FOUR)).isEqualTo(1400);
        assertThat(mtus.of(SIX)).isEqualTo(PathMtus.UNKNOWN);
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
        assertThat(mtus.of(FOUR)).isEqualTo(PathMtus.UNKNOWN);
    }

    @Test
    void as_many_peers_as_a_large_gateway_has_are_remembered_at_once() {
        for (int i = 0; i < 100_000; i++) {
            mtus.learn(peer(i), 1000);
        }
        assertThat(IntStream.range(0, 100_000).filter(i -> mtus.of(peer(i)) != 1000))
                .isEmpty();
    }

    @Test
    void of_too_many_peers_those_are_forgotten_that_were_learnt_of_longest_ago() {
        PathMtus few = new PathMtus(nanos::get, 3);
        few.learn(peer(0), 1000);
        few.learn(peer(1), 1000);
        few.learn(peer(0), 1100);
        few.learn(peer(2), 1000);
        few.learn(peer(3), 1000);

        assertThat(few.size()).isEqualTo(3);
        assertThat(few.of(peer(0))).isEqualTo(1100);
        assertThat(few.of(peer(1))).isEqualTo(PathMtus.UNKNOWN);
        assertThat(few.of(peer(2))).isEqualTo(1000);
        assertThat(few.of(peer(3))).isEqualTo(1000);
    }

    @Test
    void what_is_overdue_takes_no_room() {
        for (int i = 0; i < 100; i++) {
            mtus.learn(peer(i), 1000);
        }
        nanos.addAndGet(PathMtus.LIFE_NANOS);
        mtus.learn(FOUR, 1400);

        assertThat(mtus.size()).isOne();
        assertThat(mtus.of(FOUR)).isEqualTo(1400);
    }

    @Test
    void what_the_system_says_of_a_route_is_asked_for_once_a_minute() {
        mtus.assume(FOUR, 1500);
        mtus.assume(SIX, 0);
        nanos.addAndGet(PathMtus.ROUTE_LIFE_NANOS - 1);
        assertThat(mtus.of(FOUR)).isEqualTo(1500);
        assertThat(mtus.of(SIX)).isZero();
        nanos.incrementAndGet();
        assertThat(mtus.of(FOUR)).isEqualTo(PathMtus.UNKNOWN);
        assertThat(mtus.of(SIX)).isEqualTo(PathMtus.UNKNOWN);
    }

    @Test
    void what_was_refused_outlives_what_was_said_of_the_route() {
        mtus.assume(FOUR, 1500);
        mtus.learn(FOUR, 1300);
        nanos.addAndGet(PathMtus.ROUTE_LIFE_NANOS);
        assertThat(mtus.of(FOUR)).isEqualTo(1300);
    }

    private static InetAddress peer(int number) {
        return address("10." + number / 65536 + "." + number / 256 % 256 + "." + number % 256);
    }
}
