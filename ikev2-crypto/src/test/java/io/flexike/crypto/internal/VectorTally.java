package io.flexike.crypto.internal;

import java.util.Map;
import java.util.TreeMap;

/** Counts what became of the vectors of one file: run, or skipped for a reason. */
public final class VectorTally {
    private final String file;
    private final Map<String, Integer> skipped = new TreeMap<>();
    private int run;

    public VectorTally(String file) {
        this.file = file;
    }

    public void ran() {
        run++;
    }

    public void skipped(String reason) {
        skipped.merge(reason, 1, Integer::sum);
    }

    /** Prints the counts, and gives them for an assertion, so that no vector gets lost unnoticed. */
    public String report() {
        System.out.println(this);
        return toString();
    }

    /** Such as {@code aes_gcm_test.json: 316 read, 197 run, 119 skipped: IV not of 12 octets}. */
    @Override
    public String toString() {
        int left = skipped.values().stream().mapToInt(Integer::intValue).sum();
        StringBuilder text = new StringBuilder(file + ": " + (run + left) + " read, " + run + " run");
        skipped.forEach((reason, count) ->
                text.append(", ").append(count).append(" skipped: ").append(reason));
        return text.toString();
    }
}
