package io.flexike.esp.net;

import static io.flexike.esp.packet.Packets.address;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
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

    @Test
    void what_was_said_of_routes_makes_room_for_each_other_and_for_what_was_learnt() {
        PathMtus few = new PathMtus(nanos::get, 3);
        few.learn(peer(0), 1000);
        few.assume(peer(1), 1500);
        few.assume(peer(2), 1500);
        few.assume(peer(3), 1500);
        assertThat(peersOf(few)).containsExactly(0, 2, 3);

        few.learn(peer(4), 1000);
        few.learn(peer(5), 1000);
        assertThat(peersOf(few)).containsExactly(0, 4, 5);
    }

    @Test
    void what_is_overdue_of_routes_goes_before_what_was_learnt() {
        PathMtus few = new PathMtus(nanos::get, 3);
        few.learn(peer(0), 1000);
        few.assume(peer(1), 1500);
        few.assume(peer(2), 1500);
        nanos.addAndGet(PathMtus.ROUTE_LIFE_NANOS);
        few.assume(peer(3), 1500);

        assertThat(few.size()).isEqualTo(2);
        assertThat(peersOf(few)).containsExactly(0, 3);
    }

    @Test
    void only_where_all_was_learnt_the_oldest_goes_for_what_is_said_of_a_route() {
        PathMtus few = new PathMtus(nanos::get, 2);
        few.learn(peer(0), 1000);
        few.learn(peer(1), 1000);
        few.assume(peer(2), 1500);

        assertThat(peersOf(few)).containsExactly(1, 2);
    }

    @Test
    void a_peer_takes_one_place_whatever_is_known_of_it() {
        PathMtus few = new PathMtus(nanos::get, 2);
        few.assume(peer(0), 1500);
        few.learn(peer(0), 1000);
        few.learn(peer(1), 1000);
        assertThat(peersOf(few)).containsExactly(0, 1);

        nanos.addAndGet(PathMtus.LIFE_NANOS);
        few.assume(peer(0), 1500);
        few.learn(peer(1), 1000);
        assertThat(peersOf(few)).containsExactly(0, 1);
        assertThat(few.size()).isEqualTo(2);
    }

    @Test
    void what_is_said_of_a_route_does_not_replace_what_was_learnt() {
        mtus.learn(FOUR, 1300);
        nanos.addAndGet(PathMtus.LIFE_NANOS - 1);
        assertThat(mtus.assume(FOUR, 1500)).isEqualTo(1300);
        assertThat(mtus.assume(FOUR, 0)).isEqualTo(1300);
        assertThat(mtus.of(FOUR)).isEqualTo(1300);

        nanos.incrementAndGet();
        assertThat(mtus.assume(FOUR, 1500)).isEqualTo(1500);
        assertThat(mtus.of(FOUR)).isEqualTo(1500);
        assertThat(mtus.assume(FOUR, 1400)).isEqualTo(1400);
    }

    private static List<Integer> peersOf(PathMtus known) {
        return IntStream.range(0, 10)
                .filter(i -> known.of(peer(i)) != PathMtus.UNKNOWN)
                .boxed()
                .toList();
    }

    private static InetAddress peer(int number) {
        return address("10." + number / 65536 + "." + number / 256 % 256 + "." + number % 256);
    }
}
