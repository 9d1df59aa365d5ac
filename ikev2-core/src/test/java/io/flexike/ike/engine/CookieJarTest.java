package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.session.Path;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CookieJarTest {
    private static final Path PATH = new Path(Peers.B500, Peers.A500, false);
    private static final byte[] NONCE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final Duration THREE_MINUTES = Duration.ofMinutes(3);
    private final CookieJar jar = new CookieJar(Peers.settings(1));

    @Test
    void a_cookie_is_good_for_its_sender_nonce_and_spi_only() {
        byte[] cookie = challenge(PATH, 7, NONCE, Instant.EPOCH);
        byte[] otherNonce = NONCE.clone();
        otherNonce[15]++;
        Path otherAddress = PATH.withRemote(new InetSocketAddress("192.0.2.9", 500));
        assertThat(accepts(cookie, PATH, 7, NONCE, Instant.EPOCH)).isTrue();
        assertThat(accepts(cookie, PATH, 8, NONCE, Instant.EPOCH)).isFalse();
        assertThat(accepts(cookie, PATH, 7, otherNonce, Instant.EPOCH)).isFalse();
        assertThat(accepts(cookie, PATH.withRemote(Peers.A4500), 7, NONCE, Instant.EPOCH))
                .isFalse();
        assertThat(accepts(cookie, otherAddress, 7, NONCE, Instant.EPOCH)).isFalse();
        assertThat(cookie).hasSizeBetween(1, 64);
    }

    /** Whoever has an IPv4 address must not get by a clever nonce what is good for an IPv6 address ending in it. */
    @Test
    void no_part_of_a_nonce_passes_for_a_part_of_an_address() throws Exception {
        byte[] four = {(byte) 203, 0, 113, 5};
        byte[] six = new byte[16];
        six[0] = 0x20;
        System.arraycopy(four, 0, six, 12, 4);
        byte[] longNonce = Arrays.copyOf(NONCE, NONCE.length + 12);
        System.arraycopy(six, 0, longNonce, NONCE.length, 12);
        Path overFour = PATH.withRemote(new InetSocketAddress(InetAddress.getByAddress(four), 500));
        Path overSix = PATH.withRemote(new InetSocketAddress(InetAddress.getByAddress(six), 500));
        byte[] cookie = challenge(overFour, 7, longNonce, Instant.EPOCH);
        assertThat(accepts(cookie, overSix, 7, NONCE, Instant.EPOCH)).isFalse();
    }

    @Test
    void a_cookie_survives_one_change_of_the_secret_but_not_two() {
        byte[] cookie = challenge(PATH, 7, NONCE, Instant.EPOCH);
        Instant later = Instant.EPOCH.plus(THREE_MINUTES);
        assertThat(accepts(cookie, PATH, 7, NONCE, later)).isTrue();
        assertThat(accepts(cookie, PATH, 7, NONCE, later.plus(THREE_MINUTES))).isFalse();
    }

    @Test
    void a_secret_is_not_good_for_longer_because_nobody_needed_a_new_one() {
        byte[] cookie = challenge(PATH, 7, NONCE, Instant.EPOCH);
        assertThat(accepts(cookie, PATH, 7, NONCE, Instant.EPOCH.plus(Duration.ofHours(1))))
                .isFalse();
    }

    @Test
    void what_is_no_cookie_of_ours_is_refused() {
        byte[] cookie = challenge(PATH, 7, NONCE, Instant.EPOCH);
        assertThat(accepts(new byte[0], PATH, 7, NONCE, Instant.EPOCH)).isFalse();
        assertThat(accepts(new byte[64], PATH, 7, NONCE, Instant.EPOCH)).isFalse();
        assertThat(accepts(new byte[cookie.length], PATH, 7, NONCE, Instant.EPOCH))
                .isFalse();
        assertThat(accepts(Arrays.copyOf(cookie, 4), PATH, 7, NONCE, Instant.EPOCH))
                .isFalse();
        for (int bit = 0; bit < cookie.length * 8; bit++) {
            byte[] forged = cookie.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(accepts(forged, PATH, 7, NONCE, Instant.EPOCH)).isFalse();
        }
    }

    private byte[] challenge(Path path, long spi, byte[] nonce, Instant now) {
        return jar.challenge(glance(nonce, new byte[0]), path, spi, now).orElseThrow();
    }

    private boolean accepts(byte[] cookie, Path path, long spi, byte[] nonce, Instant now) {
        return jar.challenge(glance(nonce, cookie), path, spi, now).isEmpty();
    }

    private static FirstGlance glance(byte[] nonce, byte[] cookie) {
        return new FirstGlance(ByteBuffer.wrap(nonce), ByteBuffer.wrap(cookie));
    }
}
