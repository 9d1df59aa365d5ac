package io.flexike.benchmarks.tunnel;

import java.util.List;

/** The same thing measured several times. */
record Spread(double least, double median, double most) {
    /**
     * Of at least one value.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a spread of no values");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(sorted.get(0), median, sorted.get(sorted.size() - 1));
    }
}
