package io.flexike.benchmarks.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was counted in one case.
 *
 * @param begunMillis since 1970
 * @param counted what grew meanwhile, by name
 */
record CaseFigures(String name, long begunMillis, List<LaneFigures> lanes, Map<String, Long> counted) {
    /** Reads the folder of a case. */
    static CaseFigures of(Path folder) throws IOException {
        Map<String, Long> before = counters(folder.resolve("before.tsv"));
        Map<String, Long> grown = new TreeMap<>();
        counters(folder.resolve("after.tsv"))
                .forEach((name, count) -> grown.put(name, growth(before.getOrDefault(name, 0L), count)));
        List<String[]> missing = rows(folder.resolve("missing.tsv"));
        List<Outage> outages = rows(folder.resolve("outages.tsv")).stream()
                .map(row -> new Outage(Long.parseLong(row[0]), Long.parseLong(row[1])))
                .toList();
        List<LaneFigures> lanes = rows(folder.resolve("traffic.tsv")).stream()
                .map(row -> LaneFigures.of(row, grown, missing, outages))
                .toList();
        long begun = Long.parseLong(Files.readString(folder.resolve("begun")).strip());
        return new CaseFigures(folder.getFileName().toString(), begun, lanes, grown);
    }

    /** While a peer was dead, or had no session yet. */
    record Outage(long fromMillis, long toMillis) {
        /** What waited in the queues of a process dies with it. */
        private static final long BEFORE_MILLIS = 100;
        /** From the last word of a handshake to the first packet. */
        private static final long AFTER_MILLIS = 100;

        boolean covers(long from, long to) {
            return to >= fromMillis - BEFORE_MILLIS && from <= toMillis + AFTER_MILLIS;
        }
    }

    /** A gateway that was killed and restarted counts from zero again. */
    private static long growth(long before, long after) {
        return after >= before ? after - before : after;
    }

    /** How often something happened that both ends have seen. */
    long seenByBoth(String event) {
        return Math.max(counted.getOrDefault("left:" + event, 0L), counted.getOrDefault("right:" + event, 0L));
    }

    private static Map<String, Long> counters(Path file) throws IOException {
        Map<String, Long> counters = new HashMap<>();
        rows(file).forEach(row -> counters.put(row[0], Long.parseLong(row[1])));
        return counters;
    }

    private static List<String[]> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split("\t", -1))
                .toList();
    }
}
