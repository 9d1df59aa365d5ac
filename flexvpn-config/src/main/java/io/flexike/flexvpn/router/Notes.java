package io.flexike.flexvpn.router;

import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.ios.TextFinding;
import io.flexike.flexvpn.ios.TextFinding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Collects what there is to say while a router's configuration becomes a gateway's. */
final class Notes {
    private final String source;
    private final Set<TextFinding> findings = new LinkedHashSet<>();
    private final Set<TextFinding> inactive = new LinkedHashSet<>();

    Notes(String source) {
        this.source = source;
    }

    void error(Statement at, String message) {
        error(at.line(), at.column(), message);
    }

    void error(int line, int column, String message) {
        findings.add(new TextFinding(source, line, column, Severity.ERROR, message));
    }

    void warning(Statement at, String message) {
        findings.add(new TextFinding(source, at.line(), at.column(), Severity.WARNING, message));
    }

    /** What is made of a block; empty, with an error at its header, if a value in it cannot be used. */
    <T> Optional<T> guarded(Block block, Supplier<Optional<T>> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException | NoSuchElementException | ArithmeticException e) {
            error(block.line(), 1, block.title() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The same of a line. */
    <T> Optional<T> guarded(Statement line, Supplier<Optional<T>> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException | NoSuchElementException | ArithmeticException e) {
            error(line, line.key() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Something that is understood and kept, and does nothing here. */
    void inactive(Statement at) {
        inactive(at, at.key());
    }

    /** The same of what is in a line. */
    void inactive(Statement at, String what) {
        inactive.add(new TextFinding(
                source, at.line(), at.column(), Severity.WARNING, "\"" + what + "\" is not active yet"));
    }

    List<TextFinding> findings() {
        return sorted(findings);
    }

    List<TextFinding> inactive() {
        return sorted(inactive);
    }

    private static List<TextFinding> sorted(Set<TextFinding> all) {
        List<TextFinding> sorted = new ArrayList<>(all);
        sorted.sort(null);
        return sorted;
    }
}
