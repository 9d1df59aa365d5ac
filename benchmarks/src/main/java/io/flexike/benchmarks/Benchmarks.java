package io.flexike.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks and prints a table: what ours costs, what the limit costs, and the ratio. */
public final class Benchmarks {
    private static final String LIMIT = "Limit";
    private static final double NANOS = 1e9;

    private Benchmarks() {}

    /**
     * The one way in.
     *
     * @param arguments regular expressions of benchmark names, none for all
     */
    public static void main(String[] arguments) throws RunnerException {
        OptionsBuilder builder = new OptionsBuilder();
        for (String argument : arguments) {
            builder.include(argument);
        }
        Options options = builder.forks(1)
                .warmupIterations(4)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .build();
        print(new Runner(options).run());
    }

    private static void print(Collection<RunResult> results) {
        Map<String, Double> nanos = new TreeMap<>();
        results.forEach(
                result -> nanos.put(name(result), result.getPrimaryResult().getScore()));
        System.out.printf("%n%-62s %12s %12s %12s %7s%n", "benchmark", "ns", "per second", "limit ns", "ratio");
        nanos.forEach((name, score) -> {
            if (!name.contains(LIMIT)) {
                print(name, score, nanos.get(limitOf(name)));
            }
        });
        System.out.printf(
                "%nJDK %s. The limit is the cipher or the public-key operations alone, for a refusal a full first exchange; "
                        + "in the same run.%n",
                Runtime.version());
    }

    private static void print(String name, double score, @Nullable Double limit) {
        if (limit == null) {
            System.out.printf(Locale.ROOT, "%-62s %12.0f %12.0f %12s %7s%n", name, score, NANOS / score, "-", "-");
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "%-62s %12.0f %12.0f %12.0f %7.4f%n",
                    name,
                    score,
                    NANOS / score,
                    limit,
                    score / limit);
        }
    }

    private static String name(RunResult result) {
        String method = result.getParams().getBenchmark();
        String[] parts = method.split("\\.", -1);
        StringBuilder name = new StringBuilder(parts[parts.length - 2].replace("Benchmark", ""))
                .append('.')
                .append(parts[parts.length - 1]);
        for (String key : result.getParams().getParamsKeys()) {
            name.append(' ').append(key).append('=').append(result.getParams().getParam(key));
        }
        return name.toString();
    }

    private static String limitOf(String name) {
        int end = name.indexOf(' ');
        return end < 0 ? name + LIMIT : name.substring(0, end) + LIMIT + name.substring(end);
    }
}
