package io.flexike.esp.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

class ReplayWindowPropertyTest {
    /** A set of all numbers and their maximum: slow, but plainly what RFC 4303 3.4.3 says. */
    private static final class Model {
        private final Set<Long> accepted = new HashSet<>();
        private final int size;
        private long highest;

        Model(int size) {
            this.size = size;
        }

        boolean isFresh(long number) {
            return number > 0 && number > highest - size && !accepted.contains(number);
        }

        void accept(long number) {
            accepted.add(number);
            highest = Math.max(highest, number);
        }
    }

    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.frequencyOf(
                        Tuple.of(10, Arbitraries.integers().between(-80, 80)),
                        Tuple.of(3, Arbitraries.integers().between(-1200, 1200)),
                        Tuple.of(2, Arbitraries.integers().between(-70_000, 70_000)),
                        Tuple.of(1, Arbitraries.integers().between(-10, 1_000_000)))
                .list()
                .ofMaxSize(400);
    }

    @Property
    void agrees_with_a_set_of_numbers(
            @ForAll("steps") List<Integer> steps, @ForAll @IntRange(min = 64, max = 65_536) int size) {
        ReplayWindow window = new ReplayWindow(size, false);
        Model model = new Model(size);
        for (int step : steps) {
            long number = Math.max(0, window.highest() + step);
            assertThat(window.isFresh(number)).as("number %d", number).isEqualTo(model.isFresh(number));
            if (model.isFresh(number)) {
                window.accept(number);
                model.accept(number);
            }
            assertThat(window.highest()).isEqualTo(model.highest);
        }
    }

    @Property
    void infers_every_extended_number_near_the_window(
            @ForAll("starts") long start,
            @ForAll("steps") List<Integer> steps,
            @ForAll @IntRange(min = 64, max = 65_536) int size) {
        ReplayWindow window = new ReplayWindow(size, true);
        window.accept(start);
        for (int step : steps) {
            long number = window.highest() + step;
            if (number > 0 && number > window.highest() - size) {
                assertThat(window.infer((int) number)).isEqualTo(number);
                if (window.isFresh(number)) {
                    window.accept(number);
                }
            }
        }
    }

    @Provide
    Arbitrary<Long> starts() {
        Arbitrary<Long> nearWraps = Arbitraries.longs().between(-70_000, 70_000).map(offset -> 0x3_00000000L + offset);
        return Arbitraries.oneOf(
                Arbitraries.longs().between(1, 2000),
                nearWraps,
                Arbitraries.longs().between(1, 1L << 60));
    }
}
