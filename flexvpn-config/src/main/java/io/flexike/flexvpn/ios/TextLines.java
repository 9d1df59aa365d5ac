package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.grammar.Spaces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a text, with what belongs to one line joined: banners and certificates. */
final class TextLines {
    private static final int MAX_LENGTH = 4096;
    private static final Pattern BANNER = Pattern.compile(
            "(?i)^[ \\t]*(?:\\S+#[ \\t]*)?banner[ \\t]+(?:(?:motd|login|exec|incoming|prompt-timeout|slip-ppp)[ \\t]+)?(\\^C|\\S)(.*)$");
    private static final Pattern CERTIFICATES = Pattern.compile("(?i)crypto\\s+(pki|ca)\\s+certificate\\s+chain\\b.*");
    private static final Pattern OF_CERTIFICATE =
            Pattern.compile("(?i)[ \\t]*([0-9a-f \\t]+|certificate\\s.*|quit)[ \\t]*");

    private final String[] lines;
    private final TextFindings findings;
    private final Set<String> endless = new HashSet<>();
    private int next;

    TextLines(String text, TextFindings findings) {
        this.lines = (text.startsWith("\ufeff") ? text.substring(1) : text).split("\r\n|\n|\r", -1);
        this.findings = findings;
    }

    Optional<TextLine> next() {
        while (next < lines.length) {
            int number = next + 1;
            String line = lines[next++];
            if (line.length() > MAX_LENGTH) {
                findings.error(
                        number, MAX_LENGTH, "a line has at most " + MAX_LENGTH + " characters, not " + line.length());
            } else {
                return Optional.of(joined(TextLine.of(number, line)));
            }
        }
        return Optional.empty();
    }

    /** A banner of a policy is one line to us. */
    private TextLine joined(TextLine line) {
        Matcher banner = BANNER.matcher(line.text());
        if (!banner.matches() || !banner.group(1).equals("^C") || line.prefix() != TextLine.Prefix.NONE) {
            return line;
        }
        List<String> rest = rest(line, banner);
        if (rest.isEmpty()) {
            return line;
        }
        return line.withText(line.text() + "\n" + String.join("\n", rest));
    }

    /** The lines that belong to this one although they are not indented: those of certificates and banners. */
    List<String> verbatim(TextLine line) {
        Matcher banner = BANNER.matcher(line.text());
        if (banner.matches() && line.prefix() == TextLine.Prefix.NONE) {
            return rest(line, banner);
        }
        List<String> rest = new ArrayList<>();
        if (CERTIFICATES.matcher(line.command()).matches()) {
            while (next < lines.length && OF_CERTIFICATE.matcher(lines[next]).matches()) {
                String each = lines[next++].substring(0, Spaces.lineEnd(lines[next - 1]));
                rest.add(each.startsWith(" ") ? each : " " + each);
            }
        }
        return rest;
    }

    private List<String> rest(TextLine line, Matcher banner) {
        String delimiter = banner.group(1);
        if (banner.group(2).contains(delimiter)) {
            return List.of();
        }
        if (!endless.contains(delimiter)) {
            for (int end = next; end < lines.length; end++) {
                if (lines[end].contains(delimiter)) {
                    List<String> rest = List.copyOf(Arrays.asList(lines).subList(next, end + 1));
                    next = end + 1;
                    return rest;
                }
            }
            endless.add(delimiter);
        }
        findings.error(
                line.number(), banner.start(1) + 1, "the banner has no end; right would be the same character again");
        return List.of();
    }
}
