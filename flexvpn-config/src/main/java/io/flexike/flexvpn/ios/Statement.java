package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.grammar.IpText;
import io.flexike.flexvpn.ios.grammar.LineMatch;
import io.flexike.flexvpn.ios.grammar.LinePattern;
import java.net.InetAddress;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One line of a configuration, such as {@code dpd 10 3 periodic}. Lines are equal if they say the same, wherever they
 * stand.
 */
public final class Statement {
    private final LinePattern pattern;
    private final String key;
    private final List<LineMatch.Word> words;
    private final List<String> texts;
    private final boolean negated;
    private final int line;

    Statement(LinePattern pattern, String key, List<LineMatch.Word> words, boolean negated, int line) {
        this.pattern = pattern;
        this.key = key;
        this.words = List.copyOf(words);
        this.texts = words.stream()
                .map(LineMatch.Word::text)
                .filter(text -> !text.isEmpty())
                .toList();
        this.negated = negated;
        this.line = line;
    }

    LinePattern pattern() {
        return pattern;
    }

    /** The keywords that every such line begins with, such as {@code match identity remote}. */
    public String key() {
        return key;
    }

    /** Whether it is {@code no} in front of what would hold otherwise. */
    public boolean negated() {
        return negated;
    }

    /** Where it stands in the text, from 1; 0 for what holds if nothing is said. */
    public int line() {
        return line;
    }

    /** Where it begins in its line, from 1. */
    public int column() {
        return words.isEmpty() ? 1 : words.get(0).at() + 1;
    }

    /** Where the value of that name begins in its line, from 1; where the line begins if there is none. */
    public int column(String name) {
        return words.stream()
                .filter(word -> names(word, name))
                .findFirst()
                .map(word -> word.at() + 1)
                .orElse(column());
    }

    /** All words as they are printed, with abbreviations written out and with keys. */
    public List<String> words() {
        return texts;
    }

    /** Whether that keyword stands in it. */
    public boolean has(String keyword) {
        return words.stream().anyMatch(word -> word.keyword() && word.text().equals(keyword));
    }

    /** The first value of that name. */
    public Optional<String> value(String name) {
        return words.stream()
                .filter(word -> names(word, name))
                .map(LineMatch.Word::text)
                .findFirst();
    }

    /** The values of that name, in order. */
    public List<String> values(String name) {
        return words.stream()
                .filter(word -> names(word, name))
                .map(LineMatch.Word::text)
                .toList();
    }

    private boolean names(LineMatch.Word word, String name) {
        return !word.text().isEmpty()
                && word.names().contains(name)
                && pattern.names().contains(name);
    }

    /**
     * The value of that name.
     *
     * @throws NoSuchElementException if there is none
     */
    public String text(String name) {
        return value(name).orElseThrow(() -> new NoSuchElementException("\"" + key + "\" without " + name));
    }

    /**
     * The number of that name.
     *
     * @throws NoSuchElementException if there is none
     * @throws NumberFormatException if the value of that name is no number
     */
    public long integer(String name) {
        return Long.parseLong(text(name));
    }

    /**
     * The address of that name, of a value that is one or one with a prefix length.
     *
     * @throws NoSuchElementException if there is none, or the value of that name is no address
     */
    public InetAddress address(String name) {
        String text = text(name);
        int slash = text.indexOf('/');
        return IpText.address(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new NoSuchElementException("\"" + key + "\": " + name + " is no address"));
    }

    List<LineMatch.Word> parts() {
        return words;
    }

    /** As a router prints it, with keys in clear. */
    String print() {
        return (negated ? "no " : "") + String.join(" ", texts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Statement statement
                && pattern == statement.pattern
                && negated == statement.negated
                && texts.equals(statement.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode() * 31 + pattern.order();
    }

    /** As a router prints it, with {@code <hidden>} in the place of keys and passwords. */
    @Override
    public String toString() {
        return (negated ? "no " : "")
                + words.stream()
                        .map(word -> word.secret() ? "<hidden>" : word.text())
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" "));
    }
}
