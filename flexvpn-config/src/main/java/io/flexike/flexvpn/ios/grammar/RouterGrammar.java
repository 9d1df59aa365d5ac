package io.flexike.flexvpn.ios.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of what a router's configuration may say. It is in files: a line of the {@link Notation} each, with <code>{
 * </code> behind the header of a block and <code>}</code> below its lines. {@code $name = ...} gives a part a name;
 * {@code % kept} keeps lines that are not in the table, {@code % ours} takes out of them what begins so, and {@code %
 * outside} keeps only what begins so; {@code % built-in} says that there is a block called {@code default}, and
 * {@code % exit} what ends a block. Behind a pattern, {@code *} says that lines of it stand beside each other,
 * {@code +} that it holds unless negated, and {@code =} what holds if nothing is said.
 */
public final class RouterGrammar {
    private static final List<String> FILES =
            List.of("system.txt", "pki.txt", "ikev2.txt", "ipsec.txt", "interface.txt", "routing.txt");

    private static final Section TOP = read();

    private final Map<String, String> fragments = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private int at;

    private RouterGrammar() {}

    /** What may stand at the top of a configuration. */
    public static Section top() {
        return TOP;
    }

    private static Section read() {
        RouterGrammar reader = new RouterGrammar();
        for (String file : FILES) {
            try (InputStream stream = RouterGrammar.class.getResourceAsStream(file)) {
                if (stream == null) {
                    throw new AssertionError("no table " + file);
                }
                reader.add(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return reader.section(Optional.empty());
    }

    private void add(String text) {
        for (String each : text.split("\n", -1)) {
            String line = each.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher fragment = Pattern.compile("\\$(\\w+) = (.*)").matcher(line);
            if (fragment.matches()) {
                fragments.put(fragment.group(1), expanded(fragment.group(2)));
            } else {
                lines.add(expanded(line));
            }
        }
    }

    private String expanded(String line) {
        return Pattern.compile("\\$(\\w+)").matcher(line).replaceAll(use -> {
            String fragment = fragments.get(use.group(1));
            if (fragment == null) {
                throw new IllegalArgumentException("\"" + line + "\": no part is called " + use.group(1));
            }
            return Matcher.quoteReplacement(fragment);
        });
    }

    private Section section(Optional<LinePattern> header) {
        List<LinePattern> patterns = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        List<String> ours = new ArrayList<>();
        List<String> outside = new ArrayList<>();
        boolean kept = false;
        boolean builtIn = false;
        Optional<String> exit = Optional.empty();
        while (at < lines.size() && !lines.get(at).equals("}")) {
            int order = at;
            String line = lines.get(at++);
            if (line.equals("% kept")) {
                kept = true;
            } else if (line.equals("% built-in")) {
                builtIn = true;
            } else if (line.startsWith("% exit ")) {
                exit = Optional.of(line.substring("% exit ".length()));
            } else if (line.startsWith("% ours ")) {
                ours.addAll(prefixes(line));
            } else if (line.startsWith("% outside ")) {
                outside.addAll(prefixes(line));
            } else if (line.endsWith(" {")) {
                LinePattern head = Notation.read(order, line.substring(0, line.length() - 2));
                sections.add(section(Optional.of(head)));
            } else {
                patterns.add(Notation.read(order, line));
            }
        }
        at++;
        return new Section(header, patterns, sections, new Section.Prefixes(kept, ours, outside, builtIn, exit));
    }

    private static List<String> prefixes(String line) {
        return List.of(line.substring(line.indexOf(' ', 2) + 1).strip().split("\\s*\\|\\s*", -1));
    }
}
