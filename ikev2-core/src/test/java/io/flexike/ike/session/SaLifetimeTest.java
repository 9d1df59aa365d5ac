package io.flexike.ike.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SaLifetimeTest {
    private static final SaLifetime LIFETIME =
            SaLifetime.ofTime(Duration.ofHours(1)).octets(1_000_000).packets(1_000);

    @Test
    void a_soft_limit_is_nine_tenths_of_the_hard_one() {
        assertThat(LIFETIME.soft()).isEqualTo(Duration.ofMinutes(54));
        assertThat(LIFETIME.softOctets()).isEqualTo(900_000);
        assertThat(LIFETIME.softPackets()).isEqualTo(900);
    }

    @Test
    void jitter_takes_a_part_off_each_soft_limit_and_leaves_the_hard_ones() {
        assertThat(LIFETIME.jittered(0).soft()).isEqualTo(LIFETIME.soft());
        SaLifetime half = LIFETIME.jitter(0.2).jittered(0.5);
        assertThat(half.soft().toMillis()).isEqualTo((long) (LIFETIME.soft().toMillis() * 0.9));
        assertThat(half.softOctets()).isEqualTo(810_000);
        assertThat(half.softPackets()).isEqualTo(810);
        assertThat(half.hard()).isEqualTo(LIFETIME.hard());
        assertThat(half.hardOctets()).isEqualTo(LIFETIME.hardOctets());
        assertThat(half.hardPackets()).isEqualTo(LIFETIME.hardPackets());
        // only once
        assertThat(half.jittered(1)).isEqualTo(half);
    }

    @Test
    void what_has_no_limit_stays_without_one() {
        assertThat(SaLifetime.ENDLESS.jitter(0.5).jittered(0.9)).isEqualTo(SaLifetime.ENDLESS);
        assertThat(SaLifetime.reached(Instant.EPOCH, SaLifetime.FOREVER)).isEqualTo(Instant.MAX);
        assertThat(SaLifetime.reached(Instant.EPOCH, Duration.ofSeconds(1))).isEqualTo(Instant.ofEpochSecond(1));
    }

    @Test
    void limits_that_contradict_each_other_are_refused() {
        assertThatThrownBy(() -> LIFETIME.time(Duration.ofHours(2), Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT2H");
        assertThatThrownBy(() -> LIFETIME.jitter(1)).hasMessageContaining("jitter");
    }
}
