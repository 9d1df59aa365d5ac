package io.flexike.flexvpn.ios;

import java.util.List;

/** A word of a configuration line that does not belong where it stands. */
public final class WordException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String word;

    @SuppressWarnings("serial") // a list of the JDK
    private final List<String> expected;

    WordException(String line, String word, String problem, List<String> expected) {
        super("\"" + line + "\": " + problem
                + (expected.isEmpty() ? "" : "; right would be " + String.join(", ", expected)));
        this.word = word;
        this.expected = List.copyOf(expected);
    }

    /** The word that is wrong, or the last one that stands there if one is missing. */
    public String word() {
        return word;
    }

    /** What would be right; empty if nothing would. */
    public List<String> expected() {
        return expected;
    }
}
