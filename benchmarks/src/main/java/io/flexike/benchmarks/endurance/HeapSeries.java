package io.flexike.benchmarks.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The heap of one gateway after collections, from its start to its end. */
record HeapSeries(String name, List<Point> points) {
    /** Classes are loaded and compiled, caches filled. */
    private static final double WARM_UP = 0.25;
    /** Too few to see a trend. */
    private static final int FEWEST_POINTS = 8;

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

    /** How much it grew after the warm-up, by the straight line that fits best. */
    double growthOctets() {
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
        long span = warm.get(warm.size() - 1).millis() - warm.get(0).millis();
        return squares == 0 ? 0 : products / squares * span;
    }
}
