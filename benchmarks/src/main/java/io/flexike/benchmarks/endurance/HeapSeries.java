package io.flexike.benchmarks.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The heap of one gateway after collections, from its start to its end. */
record HeapSeries(String name, List<Point> points) {
    /** Classes are loaded and compiled, caches filled. */
    private static final double WARM_UP = 0.25;
    /** Fewer are too few to see a trend. */
    private static final int FEWEST_POINTS = 8;
    /** Of the whole heap. */
    private static final double NEGLIGIBLE = 0.02;
    /** More standard errors are no chance any more. */
    private static final double ERRORS = 3;

    /**
     * One look.
     *
     * @param millis since 1970
     */
    record Point(long millis, long octets) {}

    /** Reads what an {@link EnduranceEnd} printed. */
    static HeapSeries of(Path log) throws IOException {
        List<Point> points = Files.readAllLines(log).stream()
                .map(line -> line.split("\t", -1))
                .filter(cells -> cells[0].equals("sample") && cells.length > 3)
                .map(cells -> new Point(Long.parseLong(cells[1]), Long.parseLong(cells[2])))
                .toList();
        return new HeapSeries(log.getFileName().toString().replace(".log", ""), points);
    }

    boolean isLongEnough() {
        return points.size() >= FEWEST_POINTS;
    }

    private List<Point> warm() {
        return points.subList((int) (points.size() * WARM_UP), points.size());
    }

    /** The mean after the warm-up. */
    double meanOctets() {
        return warm().stream().mapToLong(Point::octets).average().orElse(0);
    }

    /** How much it grew after the warm-up. */
    Growth growth() {
        List<Point> warm = warm();
        double meanMillis = warm.stream().mapToLong(Point::millis).average().orElse(0);
        double meanOctets = meanOctets();
        double products = 0;
        double squares = 0;
        for (Point point : warm) {
            double x = point.millis() - meanMillis;
            products += x * (point.octets() - meanOctets);
            squares += x * x;
        }
        double slope = products / squares;
        double residues = 0;
        for (Point point : warm) {
            residues += Math.pow(point.octets() - meanOctets - slope * (point.millis() - meanMillis), 2);
        }
        double span = warm.get(warm.size() - 1).millis() - warm.get(0).millis();
        double error = Math.sqrt(residues / (warm.size() - 2) / squares);
        return new Growth(slope * span, error * span);
    }

    /**
     * By the straight line that fits best.
     *
     * @param errorOctets its standard error: what is live at the moment of a collection differs by a buffer or two
     */
    record Growth(double octets, double errorOctets) {}

    /** Whether no growth can be told from chance, or it is nothing to speak of. */
    boolean isFlat() {
        Growth growth = growth();
        return growth.octets() <= Math.max(NEGLIGIBLE * meanOctets(), ERRORS * growth.errorOctets());
    }
}
