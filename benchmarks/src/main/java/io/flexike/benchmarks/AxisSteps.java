package io.flexike.benchmarks;

/** Where the marks of an axis stand. */
public final class AxisSteps {
    private AxisSteps() {}

    /** A round number of which at most so many fit below the greatest value. */
    public static double round(double most, int marks) {
        double rough = Math.max(most, 1e-9) / marks;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= rough) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
