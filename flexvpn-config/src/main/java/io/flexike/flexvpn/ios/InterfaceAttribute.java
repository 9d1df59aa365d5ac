package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.grammar.LineMatcher;
import io.flexike.flexvpn.ios.grammar.LinePattern;
import io.flexike.flexvpn.ios.grammar.Mismatch;
import io.flexike.flexvpn.ios.grammar.RouterGrammar;
import io.flexike.flexvpn.ios.grammar.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A line as it stands below an interface, in an attribute such as {@code attribute type interface-config "ip mtu 1300"}
 * for the interface of one peer.
 */
public final class InterfaceAttribute {
    private static final Section INTERFACE = RouterGrammar.top().sections().entrySet().stream()
            .filter(each -> each.getKey().key().equals("interface"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow();

    /** Together with the peer's identity, they are what a template and its profiles are found by. */
    private static final List<String> OF_TEMPLATE = List.of(
            "tunnel mode",
            "tunnel source",
            "tunnel destination",
            "tunnel vrf",
            "tunnel protection ipsec profile",
            "tunnel protection ipsec policy",
            "crypto map",
            "shutdown");

    private final Statement attribute;
    private final String text;
    private final LineMatcher matcher;
    private final Optional<Statement> line;

    private InterfaceAttribute(Statement attribute) {
        this.attribute = attribute;
        String quoted = attribute.text("value");
        this.text = quoted.substring(1, quoted.length() - 1);
        this.matcher = INTERFACE.matcher(text, 0);
        this.line = matcher.match().map(match -> {
            LinePattern pattern = match.patterns().get(0);
            int behindQuote = attribute.column("value");
            return new Statement(
                    pattern,
                    pattern.key(),
                    match.words().stream()
                            .map(word -> word.shifted(behindQuote))
                            .toList(),
                    false,
                    attribute.line());
        });
    }

    /** What an attribute says of an interface; empty if it says something else. */
    public static Optional<InterfaceAttribute> of(Statement attribute) {
        return attribute.text("type").equals("interface-config")
                ? Optional.of(new InterfaceAttribute(attribute))
                : Optional.empty();
    }

    /** The line, with its place in the text; empty if it says nothing about IKEv2 and tunnels. */
    public Optional<Statement> line() {
        return line;
    }

    /** The line as it was written. */
    public String text() {
        return text;
    }

    void check(ReferenceCheck references, TextFindings findings) {
        if (line.isPresent()) {
            references.check("interface", line.get());
            line.filter(each -> OF_TEMPLATE.contains(each.key()))
                    .ifPresent(each -> findings.error(
                            each.line(),
                            each.column(),
                            "\"" + each.key() + "\" holds for all peers of a template and not for one;"
                                    + " right would be a template of its own for these peers"));
            return;
        }
        Mismatch mismatch = matcher.mismatch();
        boolean kept = INTERFACE.keepsKnown(text, 0) || INTERFACE.keeps(text, 0) && !mismatch.known();
        boolean takesBack = text.startsWith("no ") || text.startsWith("default ");
        if (takesBack || !kept) {
            findings.error(
                    attribute.line(),
                    attribute.column("value") + 1 + (takesBack ? 0 : mismatch.at()),
                    takesBack
                            ? "what a template says cannot be taken back for one peer; right would be another value"
                            : mismatch.message());
        }
    }
}
