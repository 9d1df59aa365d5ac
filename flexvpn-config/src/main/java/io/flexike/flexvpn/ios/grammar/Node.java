package io.flexike.flexvpn.ios.grammar;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** A place between the words of a line: what may follow, whatever pattern the line turns out to be of. */
final class Node {
    private final NavigableMap<String, Edge> keywords = new TreeMap<>();
    private final List<Edge> values = new ArrayList<>();
    private final Set<LinePattern> complete = new LinkedHashSet<>();
    private final Set<LinePattern> possible = new LinkedHashSet<>();

    /**
     * What may follow.
     *
     * @param keyword in lower case; empty for a value
     * @param names under which what stands there is asked for
     */
    record Edge(String keyword, boolean noise, List<ValueType> type, Set<String> names, Node target) {
        boolean secret() {
            return !type.isEmpty() && type.get(0).secret();
        }
    }

    NavigableMap<String, Edge> keywords() {
        return keywords;
    }

    List<Edge> values() {
        return values;
    }

    /** The patterns that the line is of if it ends here. */
    Set<LinePattern> complete() {
        return complete;
    }

    /** The patterns that the line may be of. */
    Set<LinePattern> possible() {
        return possible;
    }

    /** Whether a secret may follow within so many words. */
    boolean secretWithin(int words) {
        if (words == 0) {
            return false;
        }
        return values.stream().anyMatch(edge -> edge.secret() || edge.target().secretWithin(words - 1))
                || keywords.values().stream().anyMatch(edge -> edge.target().secretWithin(words - 1));
    }
}
