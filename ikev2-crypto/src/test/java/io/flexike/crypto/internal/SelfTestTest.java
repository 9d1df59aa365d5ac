package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flexike.crypto.AlgorithmUnavailableException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SelfTestTest {
    @Test
    void nothing_runs_before_the_first_use_and_nothing_twice() {
        AtomicInteger runs = new AtomicInteger();
        SelfTest test = new SelfTest("ROT13", "Caesar", () -> runs.incrementAndGet() == 1);
        assertThat(runs).hasValue(0);
        test.require();
        assertThat(test.passed()).isTrue();
        assertThat(runs).hasValue(1);
    }

    @Test
    void a_wrong_answer_is_an_error_that_names_algorithm_and_provider_every_time() {
        AtomicInteger runs = new AtomicInteger();
        SelfTest test = new SelfTest("ROT13", "Caesar", () -> runs.incrementAndGet() > 1);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(AlgorithmUnavailableException.class)
                    .isThrownBy(test::require)
                    .withMessage("ROT13 by Caesar cannot be used: wrong answer in the self-test")
                    .satisfies(e -> assertThat(e.algorithm()).isEqualTo("ROT13"))
                    .satisfies(e -> assertThat(e.provider()).isEqualTo("Caesar"));
        }
        assertThat(test.passed()).isFalse();
    }

    @Test
    void whatever_a_provider_throws_is_a_fault_of_the_provider() {
        SelfTest refusing = new SelfTest("ROT13", "Caesar", () -> {
            throw new UnsupportedOperationException("no shift");
        });
        SelfTest unlinked = new SelfTest("ROT13", "Caesar", () -> {
            throw new UnsatisfiedLinkError("libcaesar");
        });
        assertThat(refusing.fault()).contains("no shift");
        assertThat(unlinked.fault()).contains("libcaesar");
    }
}
