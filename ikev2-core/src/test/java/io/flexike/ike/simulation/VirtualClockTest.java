package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
    @Test
    void it_moves_only_when_told_to() {
        VirtualClock clock = new VirtualClock();
        assertThat(clock.instant()).isEqualTo(VirtualClock.START);
        clock.advanceTo(VirtualClock.START.plusSeconds(5));
        assertThat(clock.instant()).isEqualTo(VirtualClock.START.plusSeconds(5));
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void it_never_goes_back() {
        VirtualClock clock = new VirtualClock();
        assertThatIllegalArgumentException().isThrownBy(() -> clock.advanceTo(VirtualClock.START.minusNanos(1)));
    }
}
