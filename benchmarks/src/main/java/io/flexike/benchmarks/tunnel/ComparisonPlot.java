package io.flexike.benchmarks.tunnel;

import io.flexike.benchmarks.AxisSteps;
import io.flexike.benchmarks.tunnel.Measurement.Figure;
import java.util.List;
import java.util.Locale;

/**
 * Bars in SVG: one panel for each load with its own axis, one bar for each tunnel, a line from the least to the most.
 */
final class ComparisonPlot {
    private static final int WIDTH = 860;
    private static final int LABELS = 300;
    private static final int BARS = 440;
    private static final int BAR = 20;
    private static final int GAP = 8;
    private static final int TITLE = 40;
    private static final int PANEL_TITLE = 34;
    private static final int AXIS = 34;
    private static final int TICKS = 5;

    private final Comparison comparison;
    private final StringBuilder svg = new StringBuilder();

    ComparisonPlot(Comparison comparison) {
        this.comparison = comparison;
    }

    /** The whole document. */
    String svg(String title) {
        int height = TITLE;
        for (String load : comparison.loads()) {
            height += panelHeight(load);
        }
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">%n",
                WIDTH, height);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
        add("<text x=\"16\" y=\"26\" font-size=\"17\" font-weight=\"bold\">Tunnels in user space: %s</text>%n", title);
        int top = TITLE;
        for (String load : comparison.loads()) {
            panel(load, top);
            top += panelHeight(load);
        }
        add("</svg>%n");
        return svg.toString();
    }

    private int panelHeight(String load) {
        return PANEL_TITLE + comparison.tunnels(load).size() * (BAR + GAP) + AXIS;
    }

    private void panel(String load, int top) {
        Figure figure = comparison.mainFigure(load);
        List<String> tunnels = comparison.tunnels(load);
        double most = tunnels.stream()
                .flatMap(tunnel -> comparison.spread(tunnel, load, figure).stream())
                .mapToDouble(Spread::most)
                .max()
                .orElse(1);
        double step = AxisSteps.round(most, TICKS);
        double end = Math.max(step, Math.ceil(most / step) * step);
        int first = top + PANEL_TITLE;
        int bottom = first + tunnels.size() * (BAR + GAP);
        add("<text x=\"16\" y=\"%d\" font-weight=\"bold\">%s: %s</text>%n", top + 22, load, figure.unit());
        for (int i = 0; i * step <= end + step / 2; i++) {
            tick(x(i * step, end), first, bottom, label(i * step));
        }
        for (int i = 0; i < tunnels.size(); i++) {
            String tunnel = tunnels.get(i);
            int y = first + i * (BAR + GAP);
            add(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                    LABELS - 8, y + BAR - 5, tunnel.replace(",-", "").replace(",", ", "));
            comparison.spread(tunnel, load, figure).ifPresent(spread -> bar(spread, end, y, tunnel));
        }
        add("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"black\"/>%n", LABELS, first - 4, LABELS, bottom);
    }

    private static String label(double value) {
        String rounded = String.format(Locale.ROOT, "%.4f", value);
        return rounded.replaceAll("\\.?0+$", "");
    }

    private static double x(double value, double end) {
        return LABELS + value / end * BARS;
    }

    private void tick(double x, int first, int bottom, String label) {
        add("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#ccc\"/>%n", x, first - 4, x, bottom);
        add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#444\">%s</text>%n", x, bottom + 16, label);
    }

    private void bar(Spread spread, double end, int y, String tunnel) {
        String colour = tunnel.startsWith("flexike") ? "#2b6cb0" : "#a0aec0";
        double right = x(spread.median(), end);
        add(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                LABELS, y, right - LABELS, BAR, colour);
        double middle = y + BAR / 2.0;
        double most = x(spread.most(), end);
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"black\" stroke-width=\"2\"/>%n",
                x(spread.least(), end), middle, most, middle);
        add(
                "<text x=\"%.1f\" y=\"%d\" font-weight=\"bold\">%s</text>%n",
                Math.max(most, right) + 8, y + BAR - 5, TunnelReport.rounded(spread.median()));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
