package io.flexike.flexvpn.ios.grammar;

import io.flexike.flexvpn.ios.grammar.ValueType.Scan;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The types that the notation knows, by name. */
final class ValueTypes {
    /** RFC 1035 2.3.4 and what IDs of IKE are held to. */
    private static final int MAX_WORD = 255;

    private ValueTypes() {}

    /**
     * The type of that name.
     *
     * @param arguments between the parentheses; empty without
     * @throws IllegalArgumentException if the notation has no such type
     */
    static ValueType of(String name, String arguments) {
        return switch (name) {
            case "NAME" -> new Word("a name", ValueTypes::word);
            case "TEXT" -> new Word("a word", ValueTypes::word);
            case "INT" -> range(arguments);
            case "IPV4" -> new Word("an IPv4 address", text -> IpText.ipv4(text).map(IpText::format));
            case "MASK" -> new Word("a mask such as 255.255.255.0", ValueTypes::mask);
            case "WILDCARD" ->
                new Word(
                        "a wildcard such as 0.0.0.255",
                        text -> IpText.ipv4(text).map(IpText::format));
            case "IPV6" -> new Word("an IPv6 address", text -> IpText.ipv6(text).map(IpText::format));
            case "PREFIX" -> new Word("an IPv6 prefix such as 2001:DB8::/32", ValueTypes::prefix);
            case "ADDRESS" ->
                new Word("an IP address", text -> IpText.address(text).map(IpText::format));
            case "HOST" -> new Word("an IP address or a host name", ValueTypes::host);
            case "PORT" -> new Word("a port", ValueTypes::port);
            case "INTERFACE" -> new InterfaceName();
            case "LINE" -> new RestOfLine("text up to the end of the line", false);
            case "QUOTED" -> new Quoted();
            case "SECRET" -> new SecretWord(new Word("a key", ValueTypes::word));
            case "HEX" -> new SecretWord(new Word("a key in hexadecimal digits", ValueTypes::hexadecimal));
            case "SECRETLINE" -> new RestOfLine("a key", true);
            default -> throw new IllegalArgumentException("no type is called " + name);
        };
    }

    private static Optional<String> word(String text) {
        return text.length() <= MAX_WORD ? Optional.of(text) : Optional.empty();
    }

    private static Optional<String> mask(String text) {
        return IpText.ipv4(text).filter(IpText::isMask).map(IpText::format);
    }

    private static Optional<String> prefix(String text) {
        int slash = text.indexOf('/');
        int length = slash < 0 ? -1 : IpText.decimal(text.substring(slash + 1), 3);
        if (length < 0 || length > 128) {
            return Optional.empty();
        }
        return IpText.ipv6(text.substring(0, slash)).map(address -> IpText.format(address) + "/" + length);
    }

    private static Optional<String> host(String text) {
        if (text.indexOf(':') >= 0 || text.matches("[0-9.]+")) {
            Optional<InetAddress> address = IpText.address(text);
            return address.map(IpText::format);
        }
        return text.length() <= MAX_WORD && text.matches("[\\w.-]+") ? Optional.of(text) : Optional.empty();
    }

    private static Optional<String> port(String text) {
        int number = IpText.decimal(text, 5);
        if (number >= 0) {
            return number <= 65535 ? Optional.of(Integer.toString(number)) : Optional.empty();
        }
        return text.length() <= MAX_WORD && text.matches("[A-Za-z][\\w-]*")
                ? Optional.of(text.toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private static Optional<String> hexadecimal(String text) {
        String digits = text.regionMatches(true, 0, "0x", 0, 2) ? text.substring(2) : text;
        boolean valid = !digits.isEmpty()
                && digits.length() % 2 == 0
                && digits.length() <= 1024
                && digits.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
        return valid ? Optional.of(digits.toUpperCase(Locale.ROOT)) : Optional.empty();
    }

    private static ValueType range(String arguments) {
        String[] bounds = arguments.split("\\.\\.", -1);
        if (bounds.length != 2) {
            throw new IllegalArgumentException("INT needs bounds such as (1..10), not (" + arguments + ")");
        }
        return new Range(Long.parseLong(bounds[0]), Long.parseLong(bounds[1]));
    }

    /** A word that a function knows; equal by its description. */
    private record Word(String description, Function<String, Optional<String>> reader) implements ValueType {
        @Override
        public Scan scan(String line, int start) {
            int end = Spaces.wordEnd(line, start);
            return reader.apply(line.substring(start, end))
                    .map(text -> Scan.of(end, text))
                    .orElseGet(() -> Scan.refused(end, ""));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Word word && description.equals(word.description);
        }

        @Override
        public int hashCode() {
            return description.hashCode();
        }
    }

    private record SecretWord(Word word) implements ValueType {
        @Override
        public Scan scan(String line, int start) {
            return word.scan(line, start);
        }

        @Override
        public String description() {
            return word.description();
        }

        @Override
        public boolean secret() {
            return true;
        }
    }

    /** A number in decimal digits. */
    record Range(long from, long to) implements ValueType {
        @Override
        public Scan scan(String line, int start) {
            int end = Spaces.wordEnd(line, start);
            String digits = line.substring(start, end);
            if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Scan.refused(end, "");
            }
            if (digits.length() > 18 || Long.parseLong(digits) < from || Long.parseLong(digits) > to) {
                return Scan.refused(end, "is out of range");
            }
            return Scan.of(end, Long.toString(Long.parseLong(digits)));
        }

        @Override
        public String description() {
            return "a number from " + from + " to " + to;
        }
    }

    private record RestOfLine(String description, boolean secret) implements ValueType {
        @Override
        public Scan scan(String line, int start) {
            int end = Spaces.lineEnd(line);
            return Scan.of(end, line.substring(start, end));
        }
    }

    /** Between quotation marks, which are printed again; without them a word. */
    private record Quoted() implements ValueType {
        @Override
        public Scan scan(String line, int start) {
            if (line.charAt(start) != '"') {
                int end = Spaces.wordEnd(line, start);
                String word = line.substring(start, end);
                return word.indexOf('"') < 0 ? Scan.of(end, "\"" + word + "\"") : Scan.refused(end, "");
            }
            int close = line.indexOf('"', start + 1);
            if (close < 0) {
                return Scan.refused(Spaces.lineEnd(line), "has no closing quotation mark");
            }
            return Scan.of(close + 1, line.substring(start, close + 1));
        }

        @Override
        public String description() {
            return "text in quotation marks";
        }
    }
}
