package io.flexike.esp.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    @Test
    void number_zero_is_never_fresh() {
        assertThat(new ReplayWindow(64, false).isFresh(0)).isFalse();
        assertThat(new ReplayWindow(64, true).isFresh(0)).isFalse();
    }

    @Test
    void a_number_is_accepted_once() {
        ReplayWindow window = new ReplayWindow(64, false);

        window.accept(1);

        assertThat(window.isFresh(1)).isFalse();
        assertThat(window.isFresh(2)).isTrue();
    }

    @Test
    void the_window_is_exactly_as_long_as_it_says() {
        for (int size : new int[] {64, 65, 127, 128, 1000, 1024, 4096, 65_536}) {
            ReplayWindow window = new ReplayWindow(size, false);
            window.accept(500_000);

            assertThat(window.isFresh(500_000 - size + 1)).as("size %d", size).isTrue();
            assertThat(window.isFresh(500_000 - size)).as("size %d", size).isFalse();
        }
    }

    @Test
    void asking_changes_nothing() {
        ReplayWindow window = new ReplayWindow(64, false);

        assertThat(window.isFresh(1000)).isTrue();

        assertThat(window.isFresh(1)).isTrue();
        assertThat(window.highest()).isZero();
    }

    @Test
    void a_jump_forgets_what_lies_behind() {
        ReplayWindow window = new ReplayWindow(64, false);
        for (long number = 1; number <= 200; number++) {
            window.accept(number);
        }

        window.accept(200 + 1_000_000);

        assertThat(window.isFresh(200 + 1_000_000 - 63)).isTrue();
        assertThat(window.isFresh(200)).isFalse();
    }

    @Test
    void the_last_number_of_32_bits_is_accepted_and_nothing_comes_after_it() {
        ReplayWindow window = new ReplayWindow(64, false);
        long last = window.infer(-1);

        assertThat(last).isEqualTo(0xffffffffL);
        assertThat(window.isFresh(last)).isTrue();
        window.accept(last);

        assertThat(window.isFresh(window.infer(0))).isFalse();
        assertThat(window.isFresh(window.infer(1))).isFalse();
    }

    @Test
    void extended_numbers_go_on_beyond_32_bits() {
        ReplayWindow window = new ReplayWindow(64, true);
        window.accept(0xfffffff0L);

        assertThat(window.infer(0xfffffff5)).isEqualTo(0xfffffff5L);
        assertThat(window.infer(3)).isEqualTo(0x1_00000003L);

        window.accept(0x1_00000003L);

        assertThat(window.infer(0xfffffff5)).as("late, of the former subspace").isEqualTo(0xfffffff5L);
        assertThat(window.isFresh(0xfffffff5L)).isTrue();
        assertThat(window.infer(4)).isEqualTo(0x1_00000004L);
        assertThat(window.infer(1000)).isEqualTo(0x1_000003e8L);
    }

    @Test
    void extended_numbers_before_the_first_one_do_not_exist() {
        ReplayWindow window = new ReplayWindow(64, true);

        assertThat(window.infer(-1)).isEqualTo(-1);
        assertThat(window.isFresh(-1)).isFalse();
        assertThat(window.infer(1)).isEqualTo(1);
    }

    // RFC 4303 A2.2: both cases, at the edges of Bl = Tl - W + 1
    @Test
    void the_upper_half_follows_the_window() {
        ReplayWindow caseA = new ReplayWindow(64, true);
        caseA.accept(0x5_00001000L);
        assertThat(caseA.infer(0x1000 - 63)).isEqualTo(0x5_00001000L - 63);
        assertThat(caseA.infer(0x1000 - 64)).isEqualTo(0x6_00001000L - 64);

        ReplayWindow caseB = new ReplayWindow(64, true);
        caseB.accept(0x5_00000010L);
        assertThat(caseB.infer(0x10 - 63)).isEqualTo(0x5_00000010L - 63);
        assertThat(caseB.infer(0x10 - 64)).isEqualTo(0x5_ffffffd0L);
    }

    @Test
    void sizes_out_of_range_are_refused() {
        assertThatThrownBy(() -> new ReplayWindow(63, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReplayWindow(65_537, false)).isInstanceOf(IllegalArgumentException.class);
    }

    // each move by each distance at each place of a word: the marks behind it stay, and those ahead are gone
    @Test
    void a_move_leaves_what_still_counts_and_nothing_else() {
        for (int size : new int[] {64, 100, 128, 192}) {
            for (long start = 1000; start < 1064; start++) {
                for (int distance = 1; distance < 300; distance++) {
                    ReplayWindow window = new ReplayWindow(size, false);
                    for (long number = start - size + 1; number <= start; number++) {
                        window.accept(number);
                    }
                    long moved = start + distance;
                    window.accept(moved);
                    for (long number = moved - size + 1; number < moved; number++) {
                        assertThat(window.isFresh(number)).isEqualTo(number > start);
                    }
                }
            }
        }
    }

    @Test
    void extended_numbers_wrap_in_a_window_of_any_size() {
        for (int size : new int[] {64, 1024, 65_536}) {
            ReplayWindow window = new ReplayWindow(size, true);
            long wrap = 0x1_00000000L;
            window.accept(wrap - 10);
            window.accept(wrap + 10);
            assertThat(window.infer((int) (wrap + 10 - size + 1))).isEqualTo(wrap + 10 - size + 1);
            assertThat(window.isFresh(wrap - 10)).isFalse();
            assertThat(window.isFresh(wrap - 9)).isTrue();
            assertThat(window.infer((int) (wrap - 9))).isEqualTo(wrap - 9);
            assertThat(window.infer((int) (wrap + 10 - size)))
                    .as("a step to far ahead")
                    .isEqualTo(2 * wrap + 10 - size);
        }
    }
}
