package io.flexike.flexvpn.show;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Commands as they are typed at a router's console: each keyword may be abbreviated as far as it stays the only one.
 *
 * @param <V> what a command stands for
 */
public final class CommandTable<V> {
    private static final int MAX_WORDS = 32;

    private final List<Entry<V>> entries = new ArrayList<>();

    /** Begins an empty table. */
    public CommandTable() {}

    private record Entry<V>(List<String> words, V value) {
        boolean isArgument(int index) {
            return Character.isUpperCase(words.get(index).charAt(0));
        }
    }

    /**
     * What was typed.
     *
     * @param value what it stands for; empty if it is no command
     * @param arguments what stands in the place of the words in capital letters
     * @param problem one sentence that says what is wrong; empty if nothing is
     */
    public record Match<V>(Optional<V> value, List<String> arguments, String problem) {
        /** Copies the list. */
        public Match {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * Adds a command.
     *
     * @param command such as {@code clear crypto session remote ADDRESS}; words in capital letters stand for anything
     */
    public CommandTable<V> with(String command, V value) {
        entries.add(new Entry<>(List.of(command.split(" ")), value));
        return this;
    }

    /** Finds what a line means; never fails. */
    public Match<V> match(String line) {
        String[] typed = line.strip().split("\\s+", MAX_WORDS + 1);
        List<Entry<V>> left = entries;
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < typed.length; i++) {
            List<Entry<V>> next = narrowed(left, i, typed[i]);
            Set<String> different = keywords(next, i);
            if (next.isEmpty() || different.size() > 1) {
                String what = "\"" + typed[i] + "\" is " + (next.isEmpty() ? "unknown" : "ambiguous");
                return problem(what + " here; there " + list(next.isEmpty() ? keywords(left, i) : different));
            }
            if (next.get(0).isArgument(i)) {
                arguments.add(typed[i]);
            }
            left = next;
        }
        for (Entry<V> each : left) {
            if (each.words().size() == typed.length) {
                return new Match<>(Optional.of(each.value()), arguments, "");
            }
        }
        return problem("the command goes on; there " + list(keywords(left, typed.length)));
    }

    private List<Entry<V>> narrowed(List<Entry<V>> from, int index, String typed) {
        String lower = typed.toLowerCase(Locale.ROOT);
        List<Entry<V>> exact = new ArrayList<>();
        List<Entry<V>> longer = new ArrayList<>();
        List<Entry<V>> arguments = new ArrayList<>();
        for (Entry<V> each : from) {
            if (each.words().size() <= index) {
                continue;
            }
            if (each.isArgument(index)) {
                arguments.add(each);
            } else if (each.words().get(index).equals(lower)) {
                exact.add(each);
            } else if (each.words().get(index).startsWith(lower)) {
                longer.add(each);
            }
        }
        return exact.isEmpty() ? longer.isEmpty() ? arguments : longer : exact;
    }

    private Set<String> keywords(List<Entry<V>> of, int index) {
        Set<String> keywords = new LinkedHashSet<>();
        for (Entry<V> each : of) {
            keywords.add(index < each.words().size() ? each.words().get(index) : "nothing more");
        }
        return keywords;
    }

    private static String list(Set<String> keywords) {
        return (keywords.size() == 1 ? "is: " : "are: ") + String.join(", ", keywords);
    }

    private static <V> Match<V> problem(String sentence) {
        return new Match<>(Optional.empty(), List.of(), sentence);
    }
}
