package io.flexike.benchmarks.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what became of the packets and of the heap. */
public final class EnduranceReport {
    private static final double KIBI = 1 << 10;
    private static final double MEBI = 1 << 20;

    private final List<CaseFigures> cases;
    private final List<HeapSeries> heaps;

    private EnduranceReport(List<CaseFigures> cases, List<HeapSeries> heaps) {
        this.cases = cases;
        this.heaps = heaps;
    }

    /**
     * Prints tables and verdicts, and writes {@code heap.svg}. Ends with 1 if a verdict is bad.
     *
     * @param arguments the folder with all figures
     */
    @SuppressWarnings("SystemOut") // a program that prints
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        EnduranceReport report = new EnduranceReport(cases(folder), heaps(folder));
        Files.writeString(folder.resolve("heap.svg"), new HeapPlot(report.heaps, report.cases).svg());
        report.cases.forEach(each -> System.out.print(text(each)));
        System.out.print(report.heapText());
        System.out.println(folder.resolve("heap.svg"));
        long lost = report.sum(lane -> Math.abs(lane.lostByUs()));
        long repeated = report.sum(LaneFigures::repeated) + report.sum(LaneFigures::damaged);
        System.out.println();
        boolean measured =
                verdict("packets were sent and SAs rekeyed in every case", report.isMeasured(), "not all were");
        boolean complete = verdict("no packet lost that the network did not lose", lost == 0, lost + " lost");
        boolean clean = verdict("none delivered twice or damaged", repeated == 0, repeated + " were");
        boolean flat = verdict("heap flat", report.judged().allMatch(HeapSeries::isFlat), "it grew");
        System.exit(measured && complete && clean && flat ? 0 : 1);
    }

    private static List<CaseFigures> cases(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> folders = files.filter(file -> Files.exists(file.resolve("after.tsv")))
                    .toList();
            List<CaseFigures> cases = new ArrayList<>();
            for (Path each : folders) {
                cases.add(CaseFigures.of(each));
            }
            cases.sort(Comparator.comparingLong(CaseFigures::begunMillis));
            return cases;
        }
    }

    private static List<HeapSeries> heaps(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<HeapSeries> heaps = new ArrayList<>();
            for (Path log : files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                heaps.add(HeapSeries.of(log));
            }
            return heaps;
        }
    }

    @SuppressWarnings("SystemOut") // a program that prints
    private static boolean verdict(String claim, boolean good, String otherwise) {
        System.out.println(claim + ": " + (good ? "yes" : "NO, " + otherwise));
        return good;
    }

    private boolean isMeasured() {
        return !cases.isEmpty()
                && judged().findAny().isPresent()
                && cases.stream()
                        .allMatch(each -> each.seenByBoth("ChildSaRekeyed") > 0
                                && !each.lanes().isEmpty()
                                && each.lanes().stream().allMatch(lane -> lane.delivered() > 0));
    }

    private long sum(ToLongFunction<LaneFigures> figure) {
        return cases.stream()
                .flatMap(each -> each.lanes().stream())
                .mapToLong(figure)
                .sum();
    }

    private static String text(CaseFigures figures) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%n%s: %d rekeyings of Child SAs, %d of IKE SAs, processors %d %% busy%n",
                figures.name(),
                figures.seenByBoth("ChildSaRekeyed"),
                figures.seenByBoth("IkeSaRekeyed"),
                100
                        * figures.counted().getOrDefault("ticks:busy", 0L)
                        / Math.max(1, figures.counted().getOrDefault("ticks:all", 0L))));
        text.append(String.format(
                Locale.ROOT,
                "  %-11s %12s %12s %7s %7s %12s %12s %7s %7s%n",
                "",
                "sent",
                "delivered",
                "twice",
                "damaged",
                "lost: network",
                "dead peer",
                "Flexike",
                "Mbit/s"));
        for (LaneFigures lane : figures.lanes()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-11s %12d %12d %7d %7d %13d %12d %7d %7d%n",
                    lane.name(),
                    lane.sent(),
                    lane.delivered(),
                    lane.repeated(),
                    lane.damaged(),
                    lane.lostByNetwork(),
                    lane.lostWithPeer(),
                    lane.lostByUs(),
                    lane.megabits()));
        }
        return text.append("  counted: ")
                .append(drops(figures))
                .append(System.lineSeparator())
                .toString();
    }

    private static String drops(CaseFigures figures) {
        String drops = figures.counted().entrySet().stream()
                .filter(count -> count.getValue() > 0 && count.getKey().matches("(kernel|network):.*|.*:drop:.*"))
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
        return drops.isEmpty() ? "no drops" : drops;
    }

    private String heapText() {
        return judged().map(heap -> String.format(
                        Locale.ROOT,
                        "heap of %s: %.1f MiB, grew by %.0f KiB after the warm-up (standard error %.0f KiB)%n",
                        heap.name(),
                        heap.meanOctets() / MEBI,
                        heap.growth().octets() / KIBI,
                        heap.growth().errorOctets() / KIBI))
                .collect(Collectors.joining("", System.lineSeparator(), ""));
    }

    private Stream<HeapSeries> judged() {
        return heaps.stream().filter(HeapSeries::isLongEnough);
    }
}
