package io.flexike.flexvpn.ios.grammar;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Matches one line. A keyword that stands there in full is that keyword; the beginning of one is it if the rest of the
 * line fits, and a value otherwise.
 */
public final class LineMatcher {
    private final Node start;
    private final String line;
    private final int from;
    private final int end;
    private final Set<Visit> hopeless = new HashSet<>();
    private final Mismatch mismatch;

    LineMatcher(Node start, String line, int from) {
        this.start = start;
        this.line = line;
        this.from = from;
        this.end = Spaces.lineEnd(line);
        this.mismatch = new Mismatch(line);
    }

    /** What the line is; empty if it is nothing, and then {@link #mismatch} says why. */
    public Optional<LineMatch> match() {
        Step step = walk(start, from, null, false);
        return step == null
                ? Optional.empty()
                : Optional.of(match(step, step.edge.target().complete(), true));
    }

    /** What the line is the beginning of, as it may stand behind {@code no}; empty if it is nothing. */
    public Optional<LineMatch> matchBeginning() {
        hopeless.clear();
        Step step = walk(start, from, null, true);
        return step == null
                ? Optional.empty()
                : Optional.of(match(step, step.edge.target().possible(), false));
    }

    /** Why the line matches nothing. */
    public Mismatch mismatch() {
        return mismatch;
    }

    private @Nullable Step walk(Node node, int place, @Nullable Step before, boolean beginning) {
        int at = Spaces.skip(line, place);
        if (at >= end) {
            if (before != null && (beginning || !node.complete().isEmpty())) {
                return before;
            }
            mismatch.missing(reached(node, end, before));
            return null;
        }
        if (hopeless.contains(new Visit(node, at))) {
            return null;
        }
        Step found = follow(node, at, before, beginning);
        if (found == null) {
            hopeless.add(new Visit(node, at));
        }
        return found;
    }

    private @Nullable Step follow(Node node, int at, @Nullable Step before, boolean beginning) {
        int wordEnd = Spaces.wordEnd(line, at);
        String word = line.substring(at, wordEnd).toLowerCase(Locale.ROOT);
        Node.Edge exact = node.keywords().get(word);
        if (exact != null) {
            return keyword(exact, node, at, wordEnd, before, beginning);
        }
        Collection<Node.Edge> abbreviated = abbreviated(node, word);
        if (abbreviated.size() > 1
                && wordEnd >= end
                && node.values().isEmpty()
                && !beginning
                && !oneEnds(abbreviated)) {
            mismatch.ambiguous(reached(node, at, before), abbreviated);
            return null;
        }
        Step found = null;
        for (Node.Edge edge : abbreviated) {
            Step step = keyword(edge, node, at, wordEnd, before, beginning);
            if (step != null && found != null && !step.texts().equals(found.texts())) {
                mismatch.ambiguous(reached(node, at, before), abbreviated);
                return null;
            }
            found = step == null ? found : step;
        }
        if (found != null) {
            return found;
        }
        for (Node.Edge edge : node.values()) {
            ValueType.Scan scan = edge.type().get(0).scan(line, at);
            if (!scan.accepted()) {
                mismatch.refused(reached(node, at, before), scan);
                continue;
            }
            Step step = walk(edge.target(), scan.end(), new Step(before, edge, scan.text(), at), beginning);
            if (step != null) {
                return step;
            }
        }
        mismatch.unknown(reached(node, at, before));
        return null;
    }

    private @Nullable Step keyword(
            Node.Edge edge, Node node, int at, int wordEnd, @Nullable Step before, boolean beginning) {
        String text = edge.noise() && !needed(node, wordEnd) ? "" : edge.keyword();
        return walk(edge.target(), wordEnd, new Step(before, edge, text, at), beginning);
    }

    /** Whether what follows a word that is not printed would be read otherwise without it. */
    private boolean needed(Node node, int wordEnd) {
        int next = Spaces.skip(line, wordEnd);
        String word = line.substring(next, Spaces.wordEnd(line, next)).toLowerCase(Locale.ROOT);
        return node.keywords().containsKey(word) || !abbreviated(node, word).isEmpty();
    }

    private static Collection<Node.Edge> abbreviated(Node node, String word) {
        // Numbers are not abbreviated.
        if (word.isEmpty() || word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return List.of();
        }
        return node.keywords().subMap(word, word + Character.MAX_VALUE).values();
    }

    private static LineMatch match(Step last, Set<LinePattern> patterns, boolean whole) {
        List<LineMatch.Word> words = new ArrayList<>();
        for (Step step = last; step != null; step = step.before) {
            words.add(0, new LineMatch.Word(step.text, step.edge, step.at));
        }
        return new LineMatch(List.copyOf(patterns), words, whole);
    }

    private static boolean oneEnds(Collection<Node.Edge> edges) {
        return edges.stream()
                        .filter(edge -> !edge.target().complete().isEmpty())
                        .count()
                == 1;
    }

    private static Mismatch.Reached reached(Node node, int at, @Nullable Step before) {
        return new Mismatch.Reached(node, at, words(before), before != null && before.afterSecret);
    }

    private static int words(@Nullable Step last) {
        return last == null ? 0 : last.count;
    }

    private record Visit(Node node, int at) {}

    private static final class Step {
        private final @Nullable Step before;
        private final Node.Edge edge;
        private final String text;
        private final int at;
        private final int count;
        private final boolean afterSecret;

        Step(@Nullable Step before, Node.Edge edge, String text, int at) {
            this.before = before;
            this.edge = edge;
            this.text = text;
            this.at = at;
            this.count = words(before) + 1;
            this.afterSecret = edge.secret() || (before != null && before.afterSecret);
        }

        private List<String> texts() {
            List<String> words = new ArrayList<>();
            for (Step step = this; step != null; step = step.before) {
                words.add(step.text);
            }
            return words;
        }
    }
}
