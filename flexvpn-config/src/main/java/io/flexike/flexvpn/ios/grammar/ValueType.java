package io.flexike.flexvpn.ios.grammar;

/** What may stand in the place of a value. Types are equal if they accept the same. */
public interface ValueType {
    /**
     * Reads a value.
     *
     * @param line the whole line
     * @param start where the value begins; something that is no space stands there
     */
    Scan scan(String line, int start);

    /** What would be right, such as {@code a number from 10 to 3600}. */
    String description();

    /** Whether it must be shown nowhere but in the configuration itself. */
    default boolean secret() {
        return false;
    }

    /**
     * What was read.
     *
     * @param end behind the value
     * @param text the value as it is printed; if it was refused, what is wrong with it, or empty for no more than that
     *     it is something else
     * @param accepted whether it is a value of the type
     */
    record Scan(int end, String text, boolean accepted) {
        static Scan of(int end, String text) {
            return new Scan(end, text, true);
        }

        static Scan refused(int end, String problem) {
            return new Scan(end, problem, false);
        }
    }
}
