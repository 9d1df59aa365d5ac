package io.flexike.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures all cryptography and prints one table: what ours costs, what the bare primitive costs in the same run, what
 * OpenSSL says of itself if it is on the path, and the ratios.
 */
public final class CryptoTable {
    private static final String[] ALL = {
        "CipherBenchmark", "KeyExchangeBenchmark", "SignatureBenchmark", "HandshakeBenchmark"
    };

    private static final String LIMIT = "Limit";

    private CryptoTable() {}

    /**
     * The one way in.
     *
     * @param arguments regular expressions of benchmark names, none for all; {@code quick} among them for a rough look,
     *     {@code name=value,value} for a parameter
     */
    public static void main(String[] arguments) throws RunnerException {
        print(new Runner(options(arguments).build()).run());
    }

    private static ChainedOptionsBuilder options(String[] arguments) {
        ChainedOptionsBuilder builder = new OptionsBuilder().forks(1);
        boolean quick = false;
        boolean named = false;
        boolean providers = false;
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (argument.equals("quick")) {
                quick = true;
            } else if (equals > 0) {
                String name = argument.substring(0, equals);
                providers |= name.equals("provider");
                builder = builder.param(name, argument.substring(equals + 1).split(",", -1));
            } else {
                builder = builder.include(argument);
                named = true;
            }
        }
        for (String each : named ? new String[0] : ALL) {
            builder = builder.include(each);
        }
        if (!providers && Accelerators.isAccpPresent()) {
            builder = builder.param("provider", "SunJCE", Accelerators.ACCP);
        }
        int iterations = quick ? 3 : 5;
        return builder.warmupIterations(iterations)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1));
    }

    private static void print(Collection<RunResult> results) {
        Map<String, RunResult> byName = new TreeMap<>();
        results.forEach(result -> byName.put(name(result.getParams(), ""), result));
        OpenSslSpeed openSsl = new OpenSslSpeed();
        System.out.printf(
                "%n%-66s %11s %11s %7s %11s %7s%n", "algorithm", "ours ns", "bare ns", "ratio", "openssl ns", "ratio");
        byName.forEach((name, result) -> {
            if (!result.getParams().getBenchmark().endsWith(LIMIT)) {
                RunResult bare = byName.get(name(result.getParams(), LIMIT));
                print(name, nanos(result), bare, openSsl(openSsl, result.getParams()));
            }
        });
        System.out.printf(
                "%nJDK %s. Bare: the calls of the primitive alone, of a handshake its public-key operations alone. "
                        + "OpenSSL: openssl speed; it counts a cipher without its key and IV, a MAC apart.%n",
                Runtime.version());
    }

    private static void print(String name, double ours, @Nullable RunResult bare, OptionalDouble openSsl) {
        String bareCells = bare == null
                ? String.format(Locale.ROOT, "%11s %7s", "-", "-")
                : String.format(Locale.ROOT, "%11.0f %7.3f", nanos(bare), ours / nanos(bare));
        String openSslCells = openSsl.isEmpty()
                ? String.format(Locale.ROOT, "%11s %7s", "-", "-")
                : String.format(Locale.ROOT, "%11.0f %7.2f", openSsl.getAsDouble(), ours / openSsl.getAsDouble());
        System.out.printf(Locale.ROOT, "%-66s %11.0f %s %s%n", name, ours, bareCells, openSslCells);
    }

    private static double nanos(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static String name(BenchmarkParams params, String suffix) {
        String[] parts = params.getBenchmark().split("\\.", -1);
        StringBuilder name = new StringBuilder(parts[parts.length - 2].replace("Benchmark", ""))
                .append('.')
                .append(parts[parts.length - 1])
                .append(suffix);
        params.getParamsKeys().forEach(key -> name.append(' ').append(params.getParam(key)));
        return name.toString();
    }

    private static OptionalDouble openSsl(OpenSslSpeed speed, BenchmarkParams params) {
        String benchmark = params.getBenchmark();
        if (benchmark.contains(".CipherBenchmark.")) {
            BulkCipher cipher = BulkCipher.valueOf(params.getParam("cipher"));
            boolean whole = !cipher.isAead() || !cipher.openSslName().isEmpty();
            return whole ? speed.bulk(cipher.openSslName(), cipher.openSslHash()) : OptionalDouble.empty();
        }
        return PublicKeyNames.openSsl(speed, name(params, ""));
    }
}
