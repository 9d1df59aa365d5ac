package io.flexike.ike.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReconnectionTest {
    private static final Path PATH =
            Path.tcp(new InetSocketAddress("192.0.2.1", 40_000), new InetSocketAddress("192.0.2.2", 4500));

    private final Reconnection reconnection = new Reconnection();

    @Test
    void the_first_connection_is_no_news_and_every_later_one_is() {
        assertThat(reconnection.begin(PATH)).isTrue();
        assertThat(reconnection.connected(PATH, 0)).isFalse();
        reconnection.broken(PATH, true, seconds(100));
        assertThat(reconnection.due(seconds(100))).containsExactly(PATH);
        assertThat(reconnection.connected(PATH, seconds(100))).isTrue();
    }

    @Test
    void one_that_comes_about_at_the_second_attempt_is_news_since_what_waited_is_lost() {
        reconnection.begin(PATH);
        reconnection.broken(PATH, false, 0);
        assertThat(reconnection.connected(PATH, 0)).isTrue();
    }

    @Test
    void attempts_in_vain_come_at_growing_pauses_and_end() {
        reconnection.begin(PATH);
        long now = 0;
        for (long pause : new long[] {0, 1, 2, 4, 8, 16, 32, 32}) {
            reconnection.broken(PATH, false, now);
            if (pause > 0) {
                assertThat(reconnection.due(now + seconds(pause) - 1)).isEmpty();
                assertThat(reconnection.begin(PATH)).isFalse();
            }
            now += seconds(pause);
            assertThat(reconnection.due(now)).containsExactly(PATH);
            assertThat(reconnection.due(now)).isEmpty();
        }
        for (int i = 0; i < 20; i++) {
            reconnection.broken(PATH, false, now);
        }
        assertThat(reconnection.due(now + seconds(1000))).isEmpty();
        assertThat(reconnection.begin(PATH)).isTrue();
    }

    @Test
    void one_that_breaks_at_once_counts_as_in_vain_and_one_that_lasted_does_not() {
        reconnection.begin(PATH);
        reconnection.connected(PATH, 0);
        reconnection.broken(PATH, true, 0);
        assertThat(reconnection.due(0)).containsExactly(PATH);
        reconnection.connected(PATH, 0);
        reconnection.broken(PATH, true, 1);
        assertThat(reconnection.due(1)).isEmpty();
        assertThat(reconnection.due(seconds(2))).containsExactly(PATH);
        reconnection.connected(PATH, seconds(2));
        reconnection.broken(PATH, true, seconds(60));
        assertThat(reconnection.due(seconds(60))).containsExactly(PATH);
    }

    @Test
    void what_nobody_wants_is_forgotten() {
        reconnection.begin(PATH);
        reconnection.forget(PATH);
        reconnection.broken(PATH, true, 0);
        assertThat(reconnection.due(seconds(1))).isEmpty();
        assertThat(reconnection.connected(PATH, 0)).isFalse();
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
