package io.flexike.benchmarks.tunnel;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One line of what was measured.
 *
 * @param tunnel kind, cipher, JDK, provider and outer IP version
 * @param load what went through it: {@code tcp1}, {@code udp64}, {@code ping}
 */
record Measurement(String tunnel, String load, Map<String, Double> figures) {
    /** What a measurement says in one number. */
    enum Figure {
        GBIT_PER_SECOND("Gbit/s"),
        GBIT_PER_CPU_SECOND("Gbit per CPU-second"),
        GBIT_PER_TUNNEL_CPU_SECOND("Gbit per CPU-second of the tunnel alone"),
        GBIT_PER_MACHINE_CPU_SECOND("Gbit per CPU-second of the machine"),
        KILOPACKETS_PER_SECOND("1000 packets/s"),
        KILOPACKETS_PER_CPU_SECOND("1000 packets per CPU-second"),
        KILOPACKETS_PER_TUNNEL_CPU_SECOND("1000 packets per CPU-second of the tunnel alone"),
        KILOPACKETS_PER_MACHINE_CPU_SECOND("1000 packets per CPU-second of the machine"),
        MEDIAN_MICROS("median round trip, microseconds"),
        P99_MICROS("99th percentile, microseconds");

        private final String unit;

        Figure(String unit) {
            this.unit = unit;
        }

        String unit() {
            return unit;
        }

        /** Of times the smaller one is the better one. */
        boolean isTime() {
            return this == MEDIAN_MICROS || this == P99_MICROS;
        }
    }

    /** The figure, if this kind of measurement has it. */
    OptionalDouble get(Figure figure) {
        return switch (figure) {
            case GBIT_PER_SECOND -> quotient("megabits", 1000, cell("seconds"));
            case GBIT_PER_CPU_SECOND -> quotient("megabits", 1000, cell("tunnel_cpu") + cell("load_cpu"));
            case GBIT_PER_TUNNEL_CPU_SECOND -> quotient("megabits", 1000, cell("tunnel_cpu"));
            case GBIT_PER_MACHINE_CPU_SECOND -> quotient("megabits", 1000, cell("machine_cpu"));
            case KILOPACKETS_PER_SECOND -> quotient("packets", 1000, cell("seconds"));
            case KILOPACKETS_PER_CPU_SECOND -> quotient("packets", 1000, cell("tunnel_cpu") + cell("load_cpu"));
            case KILOPACKETS_PER_TUNNEL_CPU_SECOND -> quotient("packets", 1000, cell("tunnel_cpu"));
            case KILOPACKETS_PER_MACHINE_CPU_SECOND -> quotient("packets", 1000, cell("machine_cpu"));
            case MEDIAN_MICROS -> quotient("median_us", 1, 1);
            case P99_MICROS -> quotient("p99_us", 1, 1);
        };
    }

    private OptionalDouble quotient(String dividend, double unit, double divisor) {
        Double value = figures.get(dividend);
        return value == null || divisor == 0 ? OptionalDouble.empty() : OptionalDouble.of(value / unit / divisor);
    }

    private double cell(String name) {
        return figures.getOrDefault(name, 0.0);
    }

    /** The figure that a plot shows: what counts most for this load. */
    Figure mainFigure() {
        if (load.startsWith("ping")) {
            return Figure.MEDIAN_MICROS;
        }
        return load.startsWith("udp64") ? Figure.KILOPACKETS_PER_SECOND : Figure.GBIT_PER_CPU_SECOND;
    }

    /** What a table shows beside each other: for all loads but pings an amount a second, and by processor second. */
    List<Figure> columns() {
        if (load.startsWith("ping")) {
            return List.of(Figure.MEDIAN_MICROS, Figure.P99_MICROS);
        }
        return load.startsWith("udp64")
                ? List.of(
                        Figure.KILOPACKETS_PER_SECOND,
                        Figure.KILOPACKETS_PER_CPU_SECOND,
                        Figure.KILOPACKETS_PER_TUNNEL_CPU_SECOND,
                        Figure.KILOPACKETS_PER_MACHINE_CPU_SECOND)
                : List.of(
                        Figure.GBIT_PER_SECOND,
                        Figure.GBIT_PER_CPU_SECOND,
                        Figure.GBIT_PER_TUNNEL_CPU_SECOND,
                        Figure.GBIT_PER_MACHINE_CPU_SECOND);
    }
}
