package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.TextFinding.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Gathers what is wrong in a text, up to a number that nobody reads through. */
final class TextFindings {
    private static final int MAX_FINDINGS = 1000;

    private final String source;
    private final List<TextFinding> findings = new ArrayList<>();
    private int more;

    TextFindings(String source) {
        this.source = source;
    }

    void error(int line, int column, String message) {
        add(line, column, Severity.ERROR, message);
    }

    void error(Statement statement, String value, String message) {
        error(statement.line(), statement.column(value), message);
    }

    /** A finding about what a block does not have; none if some of it was not understood. */
    void missing(Block block, String message) {
        if (!block.mistaken()) {
            block.header().ifPresent(head -> error(head, "name", message));
        }
    }

    void warning(int line, int column, String message) {
        add(line, column, Severity.WARNING, message);
    }

    private void add(int line, int column, Severity severity, String message) {
        if (findings.size() == MAX_FINDINGS) {
            more++;
        } else {
            findings.add(new TextFinding(source, line, column, severity, message));
        }
    }

    List<TextFinding> sorted() {
        List<TextFinding> sorted = new ArrayList<>(findings);
        Collections.sort(sorted);
        if (more > 0) {
            sorted.add(new TextFinding(source, 0, 0, Severity.ERROR, more + " more findings"));
        }
        return sorted;
    }
}
