package io.flexike.flexvpn.ios.grammar;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a line may look like, and what it does. Each is equal to itself only. */
public final class LinePattern {
    private final int order;
    private final String notation;
    private final String key;
    private final int keyWords;
    private final Element body;
    private final Marks marks;
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> identifying = new LinkedHashSet<>();

    LinePattern(int order, String notation, String label, Element body, Marks marks) {
        this.order = order;
        this.notation = notation;
        this.body = body;
        this.marks = marks;
        String keywords = leadingKeywords(body);
        this.key = label.isEmpty() ? keywords : label;
        this.keyWords = keywords.isEmpty() ? 0 : keywords.split(" ", -1).length;
        collect(body);
    }

    /**
     * What follows the pattern in the notation.
     *
     * @param repeatable whether lines that differ stand beside each other
     * @param onByDefault whether it holds unless it is negated
     * @param defaults the words behind the key that hold if nothing is said
     * @param step what is added to the number of the line before where the number is left out; 0 if none is
     */
    record Marks(boolean repeatable, boolean onByDefault, Optional<String> defaults, int step) {}

    /** Its place in what is printed, unique in a grammar. */
    public int order() {
        return order;
    }

    /** As the table has it. */
    public String notation() {
        return notation;
    }

    /** The keywords that it begins with, or its label. */
    public String key() {
        return key;
    }

    /** How many keywords it begins with. */
    public int keyWords() {
        return keyWords;
    }

    /** Its parts. */
    public Element body() {
        return body;
    }

    /** Whether lines that differ stand beside each other. */
    public boolean repeatable() {
        return marks.repeatable();
    }

    /** Whether it holds unless it is negated. */
    public boolean onByDefault() {
        return marks.onByDefault();
    }

    /** The words behind the key that hold if nothing is said. */
    public Optional<String> defaults() {
        return marks.defaults();
    }

    /** What is added to the number of the line before where {@code sequence} is left out; 0 if nothing is. */
    public int step() {
        return marks.step();
    }

    /** The names of values and choices. */
    public Set<String> names() {
        return names;
    }

    /** The names of the values in which lines beside each other differ. */
    public Set<String> identifying() {
        return identifying;
    }

    private void collect(Element element) {
        if (element instanceof Element.Value value) {
            names.add(value.name());
            if (value.identifying()) {
                identifying.add(value.name());
            }
        } else if (element instanceof Element.Sequence sequence) {
            sequence.parts().forEach(this::collect);
        } else if (element instanceof Element.Choice choice) {
            if (!choice.name().isEmpty()) {
                names.add(choice.name());
            }
            if (choice.identifying()) {
                identifying.add(choice.name());
            }
            choice.alternatives().forEach(this::collect);
        } else if (element instanceof Element.Repetition repetition) {
            collect(repetition.part());
        }
    }

    private static String leadingKeywords(Element body) {
        StringBuilder key = new StringBuilder();
        for (Element part : body instanceof Element.Sequence sequence ? sequence.parts() : List.of(body)) {
            if (!(part instanceof Element.Literal literal) || literal.noise()) {
                break;
            }
            key.append(key.isEmpty() ? "" : " ").append(literal.text());
        }
        return key.toString();
    }

    @Override
    public String toString() {
        return notation;
    }
}
