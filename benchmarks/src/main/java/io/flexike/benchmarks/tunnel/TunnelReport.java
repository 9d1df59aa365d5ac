package io.flexike.benchmarks.tunnel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints the table of a comparison and draws its plot. */
public final class TunnelReport {
    private static final String ROW = "%-9s %-38s %20s %20s %9s %9s %9s%n";

    private static final String EXPLANATION = """

            Medians of the repetitions, in brackets the least and the most. Gbit is payload that arrived.
            per CPU-s: both ends of the tunnel and both iperf3, with the time that the kernel spent on their behalf
            (/proc/PID/stat); tunnel: both ends of the tunnel alone; machine: all processors, other programs included.
            udp64 counts thousands of packets instead of Gbit, ping microseconds: median and 99th percentile.
            times: by what factor the first Flexike tunnel of the same case is better: per CPU-second with iperf3,
            for udp64 in packets a second, for ping in the median.
            """;

    private TunnelReport() {}

    /**
     * The one way in.
     *
     * @param arguments name of the comparison, and the folder with {@code NAME.tsv}, where {@code NAME.svg} is put
     */
    @SuppressWarnings("SystemOut") // a program that prints
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        Comparison comparison = Comparison.of(Files.readAllLines(folder.resolve(arguments[0] + ".tsv")));
        if (comparison.measurements().isEmpty()) {
            System.out.println("nothing was measured");
            return;
        }
        System.out.print(table(comparison));
        System.out.print(EXPLANATION);
        Files.writeString(folder.resolve(arguments[0] + ".svg"), new ComparisonPlot(comparison).svg(arguments[0]));
    }

    static String table(Comparison comparison) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT, ROW, "case", "tunnel", "a second", "per CPU-s", "tunnel", "machine", "times"));
        for (String load : comparison.loads()) {
            for (String tunnel : comparison.tunnels(load)) {
                table.append(row(comparison, load, tunnel));
            }
        }
        return table.toString();
    }

    private static String row(Comparison comparison, String load, String tunnel) {
        List<Optional<Spread>> cells = comparison.columns(load).stream()
                .map(figure -> comparison.spread(tunnel, load, figure))
                .toList();
        return String.format(
                Locale.ROOT,
                ROW,
                load,
                tunnel,
                withRange(cells.get(0)),
                withRange(cells.get(1)),
                cells.size() > 2 ? median(cells.get(2)) : "-",
                cells.size() > 2 ? median(cells.get(3)) : "-",
                comparison
                        .timesBetter(tunnel, load)
                        .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                        .orElse("-"));
    }

    private static String withRange(Optional<Spread> spread) {
        return spread.map(one -> String.format(
                        Locale.ROOT, "%s (%s-%s)", rounded(one.median()), rounded(one.least()), rounded(one.most())))
                .orElse("-");
    }

    private static String median(Optional<Spread> spread) {
        return spread.map(one -> rounded(one.median())).orElse("-");
    }

    /** Three digits that say something. */
    static String rounded(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
