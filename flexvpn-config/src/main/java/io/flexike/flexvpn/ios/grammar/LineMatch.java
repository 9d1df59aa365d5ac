package io.flexike.flexvpn.ios.grammar;

import java.util.List;
import java.util.Set;

/** A line that was understood. */
public final class LineMatch {
    private final List<LinePattern> patterns;
    private final List<Word> words;
    private final boolean whole;

    LineMatch(List<LinePattern> patterns, List<Word> words, boolean whole) {
        this.whole = whole;
        this.patterns = patterns;
        this.words = List.copyOf(words);
    }

    /** One word or value of it. */
    public static final class Word {
        private final String text;
        private final Node.Edge edge;
        private final int column;

        Word(String text, Node.Edge edge, int at) {
            this.text = text;
            this.edge = edge;
            this.column = at;
        }

        /** As it is printed; empty if it is not. */
        public String text() {
            return text;
        }

        /** Whether it is a keyword. */
        public boolean keyword() {
            return edge.type().isEmpty();
        }

        /** The keyword, even if it is not printed; empty for a value. */
        public String keywordText() {
            return edge.keyword();
        }

        /** Whether it must not be shown. */
        public boolean secret() {
            return edge.secret();
        }

        /** Names by which it may be asked for. */
        public Set<String> names() {
            return edge.names();
        }

        Node target() {
            return edge.target();
        }

        /** The same so many characters further right. */
        public Word shifted(int characters) {
            return new Word(text, edge, Math.max(0, column + characters));
        }

        /** Where it begins in the line, from 0. */
        public int at() {
            return column;
        }
    }

    /** What it is; several only where the table does not tell them apart, or for the beginning of a line. */
    public List<LinePattern> patterns() {
        return patterns;
    }

    /** Whether it is a whole line, and not the beginning of one only. */
    public boolean whole() {
        return whole;
    }

    /** In order. */
    public List<Word> words() {
        return words;
    }
}
