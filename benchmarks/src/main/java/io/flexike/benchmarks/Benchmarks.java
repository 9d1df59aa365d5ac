package io.flexike.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
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
     * @param arguments regular expressions of benchmark names, none for all; {@code allocation} among them for what is
     *     allocated as well; {@code name=value,value} for a parameter
     */
    public static void main(String[] arguments) throws RunnerException {
        ChainedOptionsBuilder builder = new OptionsBuilder().forks(1);
        boolean allocation = false;
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (argument.equals("allocation")) {
                allocation = true;
                builder = builder.addProfiler(GCProfiler.class);
            } else if (equals > 0) {
                builder = builder.param(
                        argument.substring(0, equals),
                        argument.substring(equals + 1).split(",", -1));
            } else {
                builder = builder.include(argument);
            }
        }
        Options options = builder.warmupIterations(4)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .build();
        Collection<RunResult> results = new Runner(options).run();
        printTimes(results);
        if (allocation) {
            printAllocation(results);
        }
    }

    private static void printAllocation(Collection<RunResult> results) {
        Map<String, Double> octets = new TreeMap<>();
        results.forEach(result -> octets.put(
                name(result),
                Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                        .getScore()));
        System.out.printf("%n%-62s %12s %12s %12s%n", "octets allocated", "all", "limit", "ours");
        octets.forEach((name, all) -> {
            if (!name.contains(LIMIT)) {
                Double limit = octets.get(limitOf(name));
                double bare = limit == null ? 0 : limit;
                System.out.printf(Locale.ROOT, "%-62s %12.1f %12.1f %12.1f%n", name, all, bare, all - bare);
            }
        });
    }

    private static void printTimes(Collection<RunResult> results) {
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
