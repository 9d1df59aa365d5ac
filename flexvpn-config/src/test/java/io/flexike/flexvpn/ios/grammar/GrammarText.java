package io.flexike.flexvpn.ios.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Writes random configurations that the grammar allows, the same for the same seed. */
public final class GrammarText {
    private final SplittableRandom random;
    private final List<String> lines = new ArrayList<>();

    private GrammarText(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A whole configuration. */
    public static String of(long seed) {
        GrammarText text = new GrammarText(seed);
        text.section(RouterGrammar.top(), 0);
        return String.join("\n", text.lines) + "\n";
    }

    /** A line of that pattern. */
    static String line(LinePattern pattern, long seed) {
        return new GrammarText(seed).element(pattern.body()).strip();
    }

    private void section(Section section, int depth) {
        List<Runnable> parts = new ArrayList<>();
        for (LinePattern pattern : section.lines()) {
            int times = depth > 0 || random.nextInt(3) == 0 ? random.nextInt(pattern.repeatable() ? 4 : 2) : 0;
            for (int i = 0; i < times; i++) {
                parts.add(() -> line(pattern, depth));
            }
        }
        section.sections().forEach((header, inner) -> {
            for (int times = random.nextInt(3); times > 0; times--) {
                parts.add(() -> {
                    lines.add(" ".repeat(depth) + element(header.body()).strip());
                    section(inner, depth + 1);
                });
            }
        });
        java.util.Collections.shuffle(parts, new Random(random.nextLong()));
        parts.forEach(Runnable::run);
    }

    private void line(LinePattern pattern, int depth) {
        String prefix = pattern.onByDefault() ? "no " : random.nextInt(12) == 0 ? "default " : "";
        lines.add(" ".repeat(depth) + prefix + element(pattern.body()).strip());
    }

    private String element(Element element) {
        if (element instanceof Element.Literal literal) {
            return " " + literal.text();
        } else if (element instanceof Element.Value value) {
            return " " + value(value.type());
        } else if (element instanceof Element.Sequence sequence) {
            StringBuilder text = new StringBuilder();
            sequence.parts().forEach(part -> text.append(element(part)));
            return text.toString();
        } else if (element instanceof Element.Choice choice) {
            if (choice.optional() && random.nextBoolean()) {
                return "";
            }
            return element(choice.alternatives()
                    .get(random.nextInt(choice.alternatives().size())));
        } else if (element instanceof Element.Repetition repetition) {
            StringBuilder text = new StringBuilder();
            for (int times = random.nextInt(3); times >= 0; times--) {
                text.append(element(repetition.part()));
            }
            return text.toString();
        }
        throw new AssertionError(element);
    }

    private String value(ValueType type) {
        if (type instanceof ValueTypes.Range range) {
            return switch (random.nextInt(4)) {
                case 0 -> Long.toString(range.from());
                case 1 -> Long.toString(range.to());
                default -> Long.toString(random.nextLong(range.from(), range.to() + 1));
            };
        }
        return switch (type.description()) {
            case "a name", "a word" -> word();
            case "an IPv4 address", "a wildcard such as 0.0.0.255" -> ipv4();
            case "a mask such as 255.255.255.0" -> random.nextBoolean() ? "255.255.255.0" : "0.0.0.0";
            case "an IPv6 address" -> ipv6();
            case "an IPv6 prefix such as 2001:DB8::/32" -> ipv6() + "/" + random.nextInt(129);
            case "an IP address" -> random.nextBoolean() ? ipv4() : ipv6();
            case "an IP address or a host name" -> random.nextBoolean() ? ipv4() : word() + ".example";
            case "a port" -> random.nextBoolean() ? Integer.toString(random.nextInt(65536)) : "x-" + random.nextInt(9);
            case "an interface such as Tunnel0" -> (random.nextBoolean() ? "Tunnel" : "gi ") + random.nextInt(9);
            case "text up to the end of the line" -> word() + "  " + word() + (random.nextBoolean() ? " any" : "");
            case "text in quotation marks" -> "\"" + word() + " " + word() + "\"";
            case "a key in hexadecimal digits" -> "0x0a" + (10 + random.nextInt(90));
            case "a key" -> random.nextInt(4) == 0 ? keyLikeKeyword() : word();
            default -> throw new AssertionError(type.description());
        };
    }

    /** Keys that could be taken for the keywords around them. */
    private String keyLikeKeyword() {
        return List.of("l", "K$y\"", "r$").get(random.nextInt(3));
    }

    private String word() {
        return "W" + random.nextInt(30) + "w";
    }

    private String ipv4() {
        return "10." + random.nextInt(256) + "." + random.nextInt(4) + ".1";
    }

    private String ipv6() {
        return random.nextBoolean() ? "2001:db8:0:0:1::" + random.nextInt(9) : "fe80::1";
    }
}
