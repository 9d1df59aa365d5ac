package io.flexike.flexvpn.ios;

import java.util.Comparator;

/**
 * Something wrong in a configuration text.
 *
 * @param source what the text was called, such as the name of a file
 * @param line from 1; 0 if it is about the text as a whole
 * @param column from 1; 0 if it is about the text as a whole
 * @param message what is wrong and what would be right; never a key or a password
 */
public record TextFinding(String source, int line, int column, Severity severity, String message)
        implements Comparable<TextFinding> {
    private static final Comparator<TextFinding> BY_PLACE = Comparator.comparing(TextFinding::source)
            .thenComparingInt(finding -> finding.line == 0 ? Integer.MAX_VALUE : finding.line)
            .thenComparingInt(TextFinding::column)
            .thenComparing(TextFinding::severity)
            .thenComparing(TextFinding::message);

    /** How bad it is. */
    public enum Severity {
        /** The configuration cannot be used. */
        ERROR,
        /** The configuration can be used, but does hardly what is meant. */
        WARNING
    }

    @Override
    public int compareTo(TextFinding other) {
        return BY_PLACE.compare(this, other);
    }

    /** Whether the configuration cannot be used. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Such as {@code hub.cfg:12:10: 90 is out of range; right would be a number from 120 to 86400}. */
    @Override
    public String toString() {
        return source + ":" + (line == 0 ? "" : line + ":" + column + ":") + (isError() ? " " : " warning: ") + message;
    }
}
