package io.flexike.flexvpn.ios.grammar;

import java.util.List;

/** A part of the pattern of a line. */
public sealed interface Element {
    /**
     * A keyword.
     *
     * @param text in lower case
     * @param other what may be said instead; empty if nothing
     * @param noise whether it may stand there and is not printed
     */
    record Literal(String text, String other, boolean noise) implements Element {}

    /**
     * A value.
     *
     * @param name by which it is asked for
     * @param identifying whether lines that differ in it stand beside each other
     */
    record Value(ValueType type, String name, boolean identifying) implements Element {}

    /** Parts one after the other. */
    record Sequence(List<Element> parts) implements Element {
        /** Copies the parts. */
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /**
     * One of several parts.
     *
     * @param optional whether none of them will do as well
     * @param name by which what was chosen is asked for; empty if it is not
     * @param identifying whether lines that differ in it stand beside each other
     */
    record Choice(List<Element> alternatives, boolean optional, String name, boolean identifying) implements Element {
        /** Copies the alternatives. */
        public Choice {
            alternatives = List.copyOf(alternatives);
        }
    }

    /** A part once or more often. */
    record Repetition(Element part) implements Element {}
}
