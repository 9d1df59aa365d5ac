package io.flexike.flexvpn.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of each algorithm in each role, to be read. */
final class AlgorithmTable {
    private static final Path FILE = Path.of("target", "interop-algorithms.txt");

    /** An algorithm and what it was shown as. */
    private record Key(String shown, String algorithm) {}

    private final Map<Key, String[]> outcomes = new LinkedHashMap<>();

    void record(AlgorithmRow row, boolean byUs, String outcome) {
        for (String shown : row.shown()) {
            outcomes.computeIfAbsent(new Key(shown, row.name()), key -> new String[] {"-", "-"})[byUs ? 0 : 1] =
                    outcome;
        }
    }

    /** We do not have that algorithm. */
    void recordLack(AlgorithmRow row) {
        record(row, /* byUs= */ true, "not ours");
        record(row, /* byUs= */ false, "not ours");
    }

    /** Writes the table to the console and into a file. */
    void publish() {
        List<String> lines = new ArrayList<>();
        lines.add("Flexike with strongSwan 5.9.8: handshake, then 3 pings each way");
        lines.add(line("algorithm", "type", "initiator", "responder"));
        outcomes.entrySet().stream()
                .sorted(Comparator.comparing(it -> it.getKey().shown()))
                .forEach(it -> lines.add(
                        line(it.getKey().algorithm(), it.getKey().shown(), it.getValue()[0], it.getValue()[1])));
        System.out.println(String.join("\n", lines));
        try {
            Files.createDirectories(FILE.getParent());
            Files.write(FILE, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(String algorithm, String type, String initiator, String responder) {
        return String.format("%-36s | %-16s | %-12s | %-12s", algorithm, type, initiator, responder);
    }
}
