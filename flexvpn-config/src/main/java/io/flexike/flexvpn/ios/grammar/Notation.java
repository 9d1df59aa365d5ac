package io.flexike.flexvpn.ios.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the notation of one line, which is that of routers' manuals: keywords, {@code TYPE:name} for values, {@code [
 * ]} around what may be left out, {@code { }} around a choice, {@code |} between alternatives, {@code ...} behind what
 * may be repeated, {@code :name} behind a choice that is asked for, {@code :#name} where lines that differ in the value
 * stand beside each other, {@code ~word} for a word that is not printed, {@code word~other} for another spelling that
 * is read.
 */
final class Notation {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\\.\\.\\.|[\\[{|]|[\\]}](?::#?[\\w-]+)?|[^\\s\\[\\]{}|]+)");
    private static final Pattern VALUE = Pattern.compile("([A-Z][A-Z0-9]*)(?:\\(([^)]*)\\))?(?::(#?)([\\w-]+))?");
    private static final Pattern LABEL = Pattern.compile("<([\\w -]+)>\\s*(.*)");

    private final List<String> tokens = new ArrayList<>();
    private int at;
    private int step;

    private Notation() {}

    /**
     * Reads a line of the table.
     *
     * @throws IllegalArgumentException if it is not in the notation
     */
    static LinePattern read(int order, String notation) {
        String line = notation.strip();
        String label = "";
        Matcher labelled = LABEL.matcher(line);
        if (labelled.matches()) {
            label = labelled.group(1);
            line = labelled.group(2);
        }
        Notation reader = new Notation();
        Matcher token = TOKEN.matcher(line);
        while (token.lookingAt()) {
            reader.tokens.add(token.group(1));
            token.region(token.end(), line.length());
        }
        Optional<String> defaults = Optional.empty();
        int marker = reader.tokens.indexOf("=");
        if (marker >= 0) {
            List<String> words = reader.tokens.subList(marker + 1, reader.tokens.size());
            defaults = Optional.of(String.join(" ", words));
            reader.tokens.subList(marker, reader.tokens.size()).clear();
        }
        boolean repeatable = reader.tokens.remove("*");
        boolean onByDefault = reader.tokens.remove("+");
        Element body = reader.alternatives("");
        if (reader.at != reader.tokens.size()) {
            throw new IllegalArgumentException("\"" + notation + "\" has too many closing brackets");
        }
        return new LinePattern(
                order,
                notation.strip(),
                label,
                body,
                new LinePattern.Marks(repeatable, onByDefault, defaults, reader.step));
    }

    private Element alternatives(String close) {
        List<Element> alternatives = new ArrayList<>();
        List<Element> parts = new ArrayList<>();
        while (at < tokens.size() && (close.isEmpty() || !tokens.get(at).startsWith(close))) {
            String token = tokens.get(at++);
            if (token.equals("|")) {
                alternatives.add(sequence(parts));
                parts.clear();
            } else if (token.equals("...")) {
                parts.add(new Element.Repetition(parts.remove(parts.size() - 1)));
            } else {
                parts.add(part(token));
            }
        }
        alternatives.add(sequence(parts));
        return alternatives.size() == 1 && close.isEmpty()
                ? alternatives.get(0)
                : new Element.Choice(alternatives, false, "", false);
    }

    private Element part(String token) {
        return switch (token.charAt(0)) {
            case '[' -> choice("]", true);
            case '{' -> choice("}", false);
            case '~' -> new Element.Literal(token.substring(1).toLowerCase(Locale.ROOT), "", true);
            default -> word(token);
        };
    }

    private Element choice(String close, boolean optional) {
        Element inner = alternatives(close);
        if (at == tokens.size()) {
            throw new IllegalArgumentException("\"" + close + "\" is missing");
        }
        String name = tokens.get(at++).substring(1);
        return new Element.Choice(
                ((Element.Choice) inner).alternatives(), optional, name.replaceAll("[:#]", ""), name.indexOf('#') >= 0);
    }

    private Element word(String token) {
        Matcher value = VALUE.matcher(token);
        if (!value.matches()) {
            String[] words = token.toLowerCase(Locale.ROOT).split("~", 2);
            return new Element.Literal(words[0], words.length == 1 ? "" : words[1], false);
        }
        String type = value.group(1);
        String arguments = value.group(2) == null ? "" : value.group(2);
        if (type.equals("STEP")) {
            step = Integer.parseInt(arguments);
            return new Element.Value(new ValueTypes.Range(1, Integer.MAX_VALUE), "sequence", true);
        }
        String name = value.group(4) == null ? type.toLowerCase(Locale.ROOT) : value.group(4);
        boolean identifying = value.group(3) != null && !value.group(3).isEmpty();
        return new Element.Value(ValueTypes.of(type, arguments), name, identifying);
    }

    private static Element sequence(List<Element> parts) {
        return parts.size() == 1 ? parts.get(0) : new Element.Sequence(parts);
    }
}
