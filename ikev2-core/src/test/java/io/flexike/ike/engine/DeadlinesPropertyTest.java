package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class DeadlinesPropertyTest {
    @Property(tries = 200)
    void whatever_is_set_and_forgotten_the_earliest_come_first(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int ikeSas) {
        Random random = new Random(seed);
        Deadlines deadlines = new Deadlines();
        List<Deadline> all = new ArrayList<>();
        for (int i = 0; i < ikeSas; i++) {
            all.add(new Deadline(random.nextLong()));
        }
        for (int i = 0; i < 200; i++) {
            deadlines.set(all.get(random.nextInt(ikeSas)), anyTime(random));
            agree(deadlines, all, Instant.ofEpochSecond(random.nextInt(21)));
        }
        all.forEach(each -> deadlines.set(each, Instant.MAX));
        assertThat(deadlines.size()).isZero();
        assertThat(deadlines.earliest()).isEmpty();
    }

    private static Instant anyTime(Random random) {
        int second = random.nextInt(25);
        return second < 20 ? Instant.ofEpochSecond(second) : Instant.MAX;
    }

    private static void agree(Deadlines deadlines, List<Deadline> all, Instant now) {
        List<Deadline> waiting = all.stream()
                .filter(each -> !each.at.equals(Instant.MAX))
                .sorted(Comparator.comparing((Deadline each) -> each.at).thenComparingLong(each -> each.ikeSpi))
                .toList();
        Optional<Instant> earliest = waiting.stream().map(each -> each.at).findFirst();
        assertThat(deadlines.size()).isEqualTo(waiting.size());
        assertThat(deadlines.earliest()).isEqualTo(earliest);
        assertThat(deadlines.due(now))
                .isEqualTo(waiting.stream()
                        .filter(each -> !each.at.isAfter(now))
                        .map(each -> each.ikeSpi)
                        .toList());
    }
}
