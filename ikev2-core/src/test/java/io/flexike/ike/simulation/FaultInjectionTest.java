package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Any fault at any point of any exchange. The long form takes {@code -Dflexike.faults=1000000}, and
 * {@code -Dflexike.faults.first} for the number it begins with.
 */
class FaultInjectionTest {
    private static final List<Fault> FAULTS = Fault.all();
    private static final long FIRST = Long.getLong("flexike.faults.first", 0);
    private static final long FAULTS_WANTED = Long.getLong("flexike.faults", 2_000);

    @Test
    void no_fault_leaves_anything_behind_or_disturbs_anybody_else() {
        Map<String, Integer> struck = new ConcurrentHashMap<>();
        Map<Long, Throwable> failures = new ConcurrentSkipListMap<>();
        long next = FIRST;
        while (sum(struck) < FAULTS_WANTED) {
            long missing = FAULTS_WANTED - sum(struck);
            LongStream.range(next, next + missing).parallel().forEach(seed -> {
                Fault fault = faultOf(seed);
                try {
                    if (new FaultRun(seed, fault).run()) {
                        struck.merge(fault.toString(), 1, Integer::sum);
                    }
                } catch (AssertionError e) {
                    failures.put(seed, e);
                    struck.merge(fault.toString(), 1, Integer::sum);
                }
            });
            next += missing;
        }
        long all = sum(struck);
        System.out.println(all + " faults in " + (next - FIRST) + " runs: " + new TreeMap<>(struck));
        if (!failures.isEmpty()) {
            fail(failures.size() + " failures in " + all + " faults, seeds " + failures.keySet() + "; the first: "
                    + failures.values().iterator().next().getMessage());
        }
        assertThat(struck.keySet()).hasSize(FAULTS.size());
    }

    @Test
    void a_run_repeats_from_its_seed() {
        for (long seed = 0; seed < FAULTS.size(); seed++) {
            assertThat(story(seed)).isEqualTo(story(seed));
        }
    }

    private static long sum(Map<String, Integer> struck) {
        return struck.values().stream().mapToLong(Integer::longValue).sum();
    }

    private static Fault faultOf(long seed) {
        return FAULTS.get((int) Math.floorMod(seed, (long) FAULTS.size()));
    }

    private static String story(long seed) {
        FaultRun run = new FaultRun(seed, faultOf(seed));
        try {
            run.run();
        } catch (AssertionError e) {
            return e.getMessage();
        }
        return run.story();
    }
}
