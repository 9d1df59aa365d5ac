package io.flexike.flexvpn.ios.grammar;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines that may stand in one place of a configuration: at its top or below the header of a block. */
public final class Section {
    private final Optional<LinePattern> header;
    private final Map<LinePattern, Section> sections;
    private final Map<String, LinePattern> byKey = new LinkedHashMap<>();
    private final Collection<LinePattern> lines;
    private final Prefixes prefixes;
    private final Node start;

    Section(Optional<LinePattern> header, List<LinePattern> lines, List<Section> sections, Prefixes prefixes) {
        this.header = header;
        this.lines = List.copyOf(lines);
        this.prefixes = prefixes;
        this.sections = new LinkedHashMap<>();
        List<LinePattern> all = new ArrayList<>();
        for (Section section : sections) {
            LinePattern head = section.header.orElseThrow();
            this.sections.put(head, section);
            all.add(head);
        }
        all.addAll(lines);
        lines.forEach(line -> byKey.putIfAbsent(line.key(), line));
        this.start = Automaton.of(all);
    }

    /**
     * What happens to lines that match nothing, and how blocks begin and end.
     *
     * @param kept whether they are kept as they are
     * @param ours the words that lines begin with which are mistakes nevertheless
     * @param outside the words that lines begin with which are kept nevertheless
     * @param builtIn whether there is a block called {@code default} unless it is negated
     * @param exit the word that ends a block, where that is printed
     */
    record Prefixes(boolean kept, List<String> ours, List<String> outside, boolean builtIn, Optional<String> exit) {
        Prefixes {
            ours = List.copyOf(ours);
            outside = List.copyOf(outside);
        }
    }

    /** The header of its blocks; empty for the top. */
    public Optional<LinePattern> header() {
        return header;
    }

    /** The lines that open no block. */
    public Collection<LinePattern> lines() {
        return lines;
    }

    /** The blocks below it, by header. */
    public Map<LinePattern, Section> sections() {
        return sections;
    }

    /** The first line with that key that opens no block. */
    public Optional<LinePattern> line(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** The key of a line that says that the block called {@code default}, which is always there, is not. */
    public Optional<String> builtIn() {
        return header.filter(any -> prefixes.builtIn()).map(head -> head.key() + " default");
    }

    /** The word that ends a block, where that is printed. */
    public Optional<String> exit() {
        return prefixes.exit();
    }

    /** Where its lines begin. */
    Node start() {
        return start;
    }

    /** Matches a line of this section. */
    public LineMatcher matcher(String line, int from) {
        return new LineMatcher(start, line, from);
    }

    /** Whether a line that matches nothing is kept as it is, rather than a mistake. */
    public boolean keeps(String line, int from) {
        if (begins(line, from, prefixes.outside())) {
            return true;
        }
        return prefixes.kept() && !begins(line, from, prefixes.ours());
    }

    /** Whether it is known that such a line stands here and is kept. */
    public boolean keepsKnown(String line, int from) {
        return begins(line, from, prefixes.outside());
    }

    private static boolean begins(String line, int from, List<String> prefixes) {
        return prefixes.stream().anyMatch(prefix -> begins(line, from, prefix));
    }

    private static boolean begins(String line, int from, String prefix) {
        int at = from;
        for (String word : prefix.split(" ", -1)) {
            at = Spaces.skip(line, at);
            int end = Spaces.wordEnd(line, at);
            if (end - at != word.length() || !line.regionMatches(true, at, word, 0, word.length())) {
                return false;
            }
            at = end;
        }
        return true;
    }
}
