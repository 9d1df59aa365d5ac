package io.flexike.ike.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetransmissionScheduleTest {
    private static final RetransmissionSchedule SCHEDULE =
            new RetransmissionSchedule(Duration.ofMillis(500), 2, Duration.ofSeconds(3), 5, 0.5);

    @Test
    void waits_grow_up_to_the_cap() {
        assertThat(SCHEDULE.timeoutAfter(1)).isEqualTo(Duration.ofMillis(500));
        assertThat(SCHEDULE.timeoutAfter(2)).isEqualTo(Duration.ofSeconds(1));
        assertThat(SCHEDULE.timeoutAfter(3)).isEqualTo(Duration.ofSeconds(2));
        assertThat(SCHEDULE.timeoutAfter(4)).isEqualTo(Duration.ofSeconds(3));
        assertThat(SCHEDULE.timeoutAfter(1_000)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void jitter_takes_a_part_off() {
        assertThat(SCHEDULE.timeoutAfter(2, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(SCHEDULE.timeoutAfter(2, 0.5)).isEqualTo(Duration.ofMillis(750));
    }

    @Test
    void values_without_a_meaning_are_refused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RetransmissionSchedule(second, 2, Duration.ofMillis(1), 5))
                .hasMessageContaining("cap");
        assertThatThrownBy(() -> new RetransmissionSchedule(second, 0.5, second, 5))
                .hasMessageContaining("multiplier");
        assertThatThrownBy(() -> new RetransmissionSchedule(second, 2, second, 0))
                .hasMessageContaining("one try");
        assertThatThrownBy(() -> new RetransmissionSchedule(second, 2, second, 1, 1))
                .hasMessageContaining("jitter");
    }
}
