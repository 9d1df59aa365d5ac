package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostConditionTest {
    private static final List<String> MISSING = List.of("nft is missing (install nftables)", "ping is missing");

    @Test
    void a_test_runs_when_nothing_is_missing() {
        assertThat(HostCondition.decide("XIT", List.of(), true).isDisabled()).isFalse();
    }

    @Test
    void a_test_is_skipped_with_a_sentence_that_names_everything_missing() {
        assertThat(HostCondition.decide("XIT", MISSING, false).getReason())
                .hasValue("XIT did not run: nft is missing (install nftables); ping is missing.");
    }

    @Test
    void a_test_that_would_be_skipped_fails_on_a_build_server() {
        assertThatThrownBy(() -> HostCondition.decide("XIT", MISSING, true))
                .isInstanceOf(AssertionError.class)
                .hasMessage("XIT did not run: nft is missing (install nftables); ping is missing."
                        + " With CI=true it must run.");
    }
}
