package io.flexike.ike.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void so_many_pass_in_a_second_and_the_next_one_tells_how_many_did_not() {
        long start = Long.MAX_VALUE - SECOND / 2;
        RateLimit limit = new RateLimit(2, start);
        assertThat(limit.tryPass(start)).hasValue(0);
        assertThat(limit.tryPass(start + 1)).hasValue(0);
        assertThat(limit.tryPass(start + 2)).isEmpty();
        assertThat(limit.tryPass(start + SECOND - 1)).isEmpty();
        // The nanosecond counter has wrapped around in between.
        assertThat(limit.tryPass(start + SECOND)).hasValue(2);
        assertThat(limit.tryPass(start + SECOND + 1)).hasValue(0);
    }
}
