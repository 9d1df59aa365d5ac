package io.flexike.crypto.suite;

import java.util.List;

/** A word that stands for no algorithm. */
public final class KeywordException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String word;
    private final int position;

    @SuppressWarnings("serial") // a list of the JDK
    private final List<String> nearWords;

    KeywordException(String word, int position, List<String> nearWords) {
        super((word.isEmpty() ? "a word is missing" : "\"" + word + "\" is no word for an algorithm") + " at character "
                + (position + 1)
                + (nearWords.isEmpty() ? "" : "; did you mean " + String.join(" or ", nearWords) + "?"));
        this.word = word;
        this.position = position;
        this.nearWords = List.copyOf(nearWords);
    }

    /** The word as it was written. */
    public String word() {
        return word;
    }

    /** Where it begins, from 0. */
    public int position() {
        return position;
    }

    /** Words that look like it, the most similar one first; may be empty. */
    public List<String> nearWords() {
        return nearWords;
    }
}
