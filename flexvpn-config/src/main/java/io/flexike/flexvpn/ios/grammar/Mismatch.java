package io.flexike.flexvpn.ios.grammar;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Why a line matches nothing: the furthest place that was understood, and what would be right there. */
public final class Mismatch {
    /** A list of more words than these helps nobody. */
    private static final int MAX_LISTED = 30;

    private final String line;
    private int at = -1;
    private boolean ended;
    private boolean hidden;
    private boolean known;
    private String problem = "";
    private final Set<String> keywords = new LinkedHashSet<>();
    private final Set<String> values = new LinkedHashSet<>();

    Mismatch(String line) {
        this.line = line;
    }

    /** Where it is in the line, from 0. */
    public int at() {
        return Math.max(at, 0);
    }

    /** Whether the line begins as one of the table does, with all keywords that such a line begins with. */
    public boolean known() {
        return known;
    }

    /**
     * A place that was reached.
     *
     * @param words how many were understood before it
     * @param afterSecret whether one of them is a secret
     */
    record Reached(Node node, int place, int words, boolean afterSecret) {}

    void missing(Reached reached) {
        if (reach(reached.place())) {
            ended = true;
            expect(reached);
        }
    }

    void unknown(Reached reached) {
        if (reach(reached.place())) {
            expect(reached);
            hidden |= reached.afterSecret()
                    || (reached.words() > 0 && reached.node().secretWithin(2));
        }
    }

    void refused(Reached reached, ValueType.Scan scan) {
        unknown(reached);
        if (reached.place() == at && problem.isEmpty()) {
            problem = scan.text();
        }
    }

    void ambiguous(Reached reached, Collection<Node.Edge> candidates) {
        unknown(reached);
        if (reached.place() == at) {
            keywords.clear();
            values.clear();
            candidates.forEach(edge -> keywords.add(edge.keyword()));
            problem = "is ambiguous";
        }
    }

    private boolean reach(int place) {
        if (place > at) {
            at = place;
            ended = false;
            hidden = false;
            known = false;
            problem = "";
            keywords.clear();
            values.clear();
        }
        return place == at;
    }

    private void expect(Reached reached) {
        Node node = reached.node();
        known |= reached.words() > 0
                && node.possible().stream().anyMatch(pattern -> pattern.keyWords() <= reached.words());
        keywords.addAll(node.keywords().keySet());
        node.values().forEach(edge -> values.add(edge.type().get(0).description()));
    }

    /** What is wrong and what would be right. Nothing that may be a secret is quoted. */
    public String message() {
        String right = expected();
        if (ended) {
            return "the line is not complete" + (right.isEmpty() ? "" : "; right would be " + right);
        }
        String word = line.substring(at(), Spaces.wordEnd(line, at()));
        String what = hidden ? "this" : "\"" + Shown.word(word) + "\"";
        if (right.isEmpty()) {
            return what + " is too much; the line is complete before it";
        }
        if (problem.isEmpty() && keywords.isEmpty()) {
            return what + " is not " + right;
        }
        String near = hidden || !problem.isEmpty() ? "" : nearest(word);
        return what + " " + (problem.isEmpty() ? "is unknown here" : problem)
                + (near.isEmpty() ? "; right would be " + right : "; did you mean \"" + near + "\"?");
    }

    /** Who writes another number means something else. */
    private String nearest(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Nearest.of(lower, keywords)
                .filter(near -> !withoutDigits(near).equals(withoutDigits(lower)))
                .orElse("");
    }

    private static String withoutDigits(String word) {
        return word.replaceAll("[0-9]", "");
    }

    private String expected() {
        List<String> all = new ArrayList<>(keywords);
        all.addAll(values);
        if (all.size() > MAX_LISTED) {
            return String.join(", ", all.subList(0, MAX_LISTED)) + " or another of " + all.size() + " words";
        }
        return all.size() < 2
                ? String.join("", all)
                : String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.get(all.size() - 1);
    }
}
