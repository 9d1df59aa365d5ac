package io.flexike.benchmarks.endurance;

import io.flexike.benchmarks.AxisSteps;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines in SVG: the heap of each gateway over time, with a mark where each case begins. */
final class HeapPlot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;
    private static final int LEFT = 60;
    private static final int RIGHT = 880;
    private static final int TOP = 60;
    private static final int BOTTOM = 370;
    private static final int TICKS = 8;
    private static final double MEBI = 1 << 20;

    private final List<HeapSeries> heaps;
    private final List<CaseFigures> cases;
    private final long firstMillis;
    private final double seconds;
    private final double mebibytes;
    private final StringBuilder svg = new StringBuilder();

    HeapPlot(List<HeapSeries> heaps, List<CaseFigures> cases) {
        this.heaps = heaps;
        this.cases = cases;
        List<HeapSeries.Point> points =
                heaps.stream().flatMap(heap -> heap.points().stream()).toList();
        firstMillis = points.stream().mapToLong(HeapSeries.Point::millis).min().orElse(0);
        long last = points.stream().mapToLong(HeapSeries.Point::millis).max().orElse(1);
        seconds = Math.max(1, (last - firstMillis) / 1000.0);
        mebibytes = points.stream().mapToLong(HeapSeries.Point::octets).max().orElse(1) / MEBI * 1.1;
    }

    /** The whole document. */
    String svg() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n",
                WIDTH, HEIGHT);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
        add(
                "<text x=\"16\" y=\"26\" font-size=\"17\" font-weight=\"bold\">%s</text>%n",
                "Heap of both gateways after collections: MiB over seconds");
        axes();
        cases.forEach(this::mark);
        heaps.forEach(this::line);
        add("</svg>%n");
        return svg.toString();
    }

    private void axes() {
        double step = AxisSteps.round(mebibytes, TICKS);
        for (int i = 0; i * step <= mebibytes; i++) {
            double y = y(i * step);
            add("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>%n", LEFT, y, RIGHT, y);
            add(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#444\">%s</text>%n",
                    LEFT - 8, y + 4, label(i * step));
        }
        step = AxisSteps.round(seconds, TICKS);
        for (int i = 0; i * step <= seconds; i++) {
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#444\">%s</text>%n",
                    x(i * step), BOTTOM + 20, label(i * step));
        }
        add("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"black\"/>%n", LEFT, BOTTOM, RIGHT, BOTTOM);
        add("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"black\"/>%n", LEFT, TOP, LEFT, BOTTOM);
    }

    private void mark(CaseFigures begun) {
        double x = x((begun.begunMillis() - firstMillis) / 1000.0);
        add(
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#888\" stroke-dasharray=\"4 3\"/>%n",
                x, TOP, x, BOTTOM);
        add("<text x=\"%.1f\" y=\"%d\" fill=\"#444\">%s</text>%n", x + 4, TOP - 6, begun.name());
    }

    private void line(HeapSeries heap) {
        if (heap.points().isEmpty()) {
            return;
        }
        String colour = heap.name().startsWith("left") ? "#2b6cb0" : "#c05621";
        String points = heap.points().stream()
                .map(point -> String.format(
                        Locale.ROOT, "%.1f,%.1f", x((point.millis() - firstMillis) / 1000.0), y(point.octets() / MEBI)))
                .collect(Collectors.joining(" "));
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n", points, colour);
        HeapSeries.Point first = heap.points().get(0);
        add(
                "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>%n",
                x((first.millis() - firstMillis) / 1000.0) + 4,
                y(0) - (heap.name().startsWith("left") ? 26 : 10),
                colour,
                heap.name());
    }

    private static String label(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceAll("\\.0$", "");
    }

    private double x(double second) {
        return LEFT + second / seconds * (RIGHT - LEFT);
    }

    private double y(double mebi) {
        return BOTTOM - mebi / mebibytes * (BOTTOM - TOP);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
