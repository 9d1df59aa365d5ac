package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.session.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CookieJarTest {
    private static final Path PATH = new Path(Peers.B500, Peers.A500, false);
    private static final byte[] NONCE = {1, 2, 3};
    private final CookieJar jar = new CookieJar(Peers.settings(1));

    @Test
    void a_cookie_is_good_for_its_sender_nonce_and_spi_only() {
        byte[] cookie = jar.cookie(PATH, 7, NONCE, Instant.EPOCH);
        assertThat(jar.accepts(cookie, PATH, 7, NONCE, Instant.EPOCH)).isTrue();
        assertThat(jar.accepts(cookie, PATH, 8, NONCE, Instant.EPOCH)).isFalse();
        assertThat(jar.accepts(cookie, PATH, 7, new byte[] {1, 2, 4}, Instant.EPOCH))
                .isFalse();
        assertThat(jar.accepts(cookie, PATH.withRemote(Peers.A4500), 7, NONCE, Instant.EPOCH))
                .isFalse();
        assertThat(cookie).hasSizeBetween(1, 64);
    }

    @Test
    void a_cookie_survives_one_change_of_the_secret_but_not_two() {
        byte[] cookie = jar.cookie(PATH, 7, NONCE, Instant.EPOCH);
        Instant later = Instant.EPOCH.plus(Duration.ofMinutes(3));
        assertThat(jar.accepts(cookie, PATH, 7, NONCE, later)).isTrue();
        assertThat(jar.accepts(cookie, PATH, 7, NONCE, later.plus(Duration.ofMinutes(3))))
                .isFalse();
    }

    @Test
    void what_is_no_cookie_of_ours_is_refused() {
        jar.cookie(PATH, 7, NONCE, Instant.EPOCH);
        assertThat(jar.accepts(new byte[0], PATH, 7, NONCE, Instant.EPOCH)).isFalse();
        assertThat(jar.accepts(new byte[64], PATH, 7, NONCE, Instant.EPOCH)).isFalse();
        assertThat(jar.accepts(new byte[] {0, 0, 0, 1}, PATH, 7, NONCE, Instant.EPOCH))
                .isFalse();
    }
}
