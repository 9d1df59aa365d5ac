package io.flexike.benchmarks.tunnel;

import io.flexike.benchmarks.tunnel.Measurement.Figure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All measurements of one comparison, in the order in which they were taken. */
record Comparison(List<Measurement> measurements) {
    Comparison {
        measurements = List.copyOf(measurements);
    }

    /** Reads the lines of a file: a line of names, then values between tabs, {@code -} for none. */
    static Comparison of(List<String> lines) {
        String[] names = lines.get(0).split("\t", -1);
        List<Measurement> read = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            Map<String, Double> figures = new HashMap<>();
            for (int i = 2; i < cells.length; i++) {
                if (!cells[i].equals("-")) {
                    figures.put(names[i], Double.valueOf(cells[i]));
                }
            }
            read.add(new Measurement(cells[0], cells[1], figures));
        }
        return new Comparison(read);
    }

    List<String> loads() {
        return measurements.stream().map(Measurement::load).distinct().toList();
    }

    /** The tunnels through which that load went. */
    List<String> tunnels(String load) {
        return measurements.stream()
                .filter(one -> one.load().equals(load))
                .map(Measurement::tunnel)
                .distinct()
                .toList();
    }

    /** A figure of one tunnel under one load over all repetitions; empty if it was not measured. */
    Optional<Spread> spread(String tunnel, String load, Figure figure) {
        List<Double> values = measurements.stream()
                .filter(one -> one.tunnel().equals(tunnel) && one.load().equals(load))
                .flatMap(one -> one.get(figure).stream().boxed())
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    Figure mainFigure(String load) {
        return any(load).mainFigure();
    }

    List<Figure> columns(String load) {
        return any(load).columns();
    }

    private Measurement any(String load) {
        return measurements.stream()
                .filter(one -> one.load().equals(load))
                .findFirst()
                .orElseThrow();
    }

    /** The tunnel that the others are compared with under that load: the first one of Flexike, else the first. */
    String reference(String load) {
        List<String> all = tunnels(load);
        return all.stream().filter(one -> one.startsWith("flexike")).findFirst().orElse(all.get(0));
    }

    /**
     * How many times better the reference is: does more, or takes less time.
     *
     * @return empty if one of the two was not measured, or was nothing at all
     */
    Optional<Double> timesBetter(String tunnel, String load) {
        Figure figure = mainFigure(load);
        Optional<Spread> own = spread(tunnel, load, figure);
        Optional<Spread> reference = spread(reference(load), load, figure);
        if (own.isEmpty()
                || reference.isEmpty()
                || own.get().median() == 0
                || reference.get().median() == 0) {
            return Optional.empty();
        }
        double ratio = reference.get().median() / own.get().median();
        return Optional.of(figure.isTime() ? 1 / ratio : ratio);
    }
}
