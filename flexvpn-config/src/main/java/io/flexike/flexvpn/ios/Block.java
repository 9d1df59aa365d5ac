package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.grammar.LinePattern;
import io.flexike.flexvpn.ios.grammar.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A part of a configuration with lines below a header, such as {@code crypto ikev2 profile NAME}. Lines are in the
 * order in which a router prints them; where one may stand several times, in the order in which they were given.
 */
public final class Block {
    private final Section section;
    private final Optional<Statement> header;
    private final String name;
    private final List<Statement> statements;
    private final List<Block> blocks;
    private final List<OutsideLine> outside;
    private final boolean mistaken;
    private final Map<String, List<Statement>> statementsByKey = new LinkedHashMap<>();
    private final Map<String, Map<String, Block>> blocksByKind = new LinkedHashMap<>();

    Block(
            Section section,
            Optional<Statement> header,
            String name,
            List<Statement> statements,
            List<Block> blocks,
            List<OutsideLine> outside,
            boolean mistaken) {
        this.section = section;
        this.header = header;
        this.name = name;
        this.statements = sorted(
                statements, Comparator.comparingInt(each -> each.pattern().order()));
        this.blocks = sorted(blocks, Comparator.comparingInt(Block::order));
        this.outside = List.copyOf(outside);
        this.mistaken = mistaken;
        for (Statement each : this.statements) {
            statementsByKey
                    .computeIfAbsent(each.key(), any -> new ArrayList<>())
                    .add(each);
        }
        for (Block each : this.blocks) {
            blocksByKind
                    .computeIfAbsent(each.kind(), any -> new LinkedHashMap<>())
                    .put(each.name(), each);
        }
    }

    private static <T> List<T> sorted(List<T> list, Comparator<T> order) {
        List<T> copy = new ArrayList<>(list);
        copy.sort(order);
        return List.copyOf(copy);
    }

    /** The keywords of its header, such as {@code crypto ikev2 profile}; empty for the top of a configuration. */
    public String kind() {
        return header.map(Statement::key).orElse("");
    }

    /** What tells it from others of its kind: its name, or more, such as name and number of a crypto map. */
    public String name() {
        return name;
    }

    /** Its header; empty for the top of a configuration. */
    public Optional<Statement> header() {
        return header;
    }

    /** Where its header stands, from 1; 0 for the top of a configuration. */
    public int line() {
        return header.map(Statement::line).orElse(0);
    }

    /** Kind and name, such as {@code crypto ikev2 profile HUB}. */
    public String title() {
        return (kind() + " " + name).strip();
    }

    /** All lines that open no block. */
    public List<Statement> statements() {
        return statements;
    }

    /** The lines with that key. */
    public List<Statement> statements(String key) {
        return List.copyOf(statementsByKey.getOrDefault(key, List.of()));
    }

    /** The first line with that key that is not negated. */
    public Optional<Statement> statement(String key) {
        return statements(key).stream().filter(each -> !each.negated()).findFirst();
    }

    /** The first line with that key, or the one that holds if there is none. */
    public Optional<Statement> effective(String key) {
        Optional<Statement> said = statement(key);
        return said.isPresent() || !statements(key).isEmpty() ? said : defaults(key);
    }

    private Optional<Statement> defaults(String key) {
        return section.line(key)
                .filter(pattern -> pattern.defaults().isPresent())
                .flatMap(pattern -> {
                    String line = key + " " + pattern.defaults().orElseThrow();
                    return section.matcher(line, 0)
                            .match()
                            .map(match -> new Statement(pattern, key, match.words(), false, 0));
                });
    }

    /** Whether a line with that key holds: it stands there, or it is on by default and was not negated. */
    public boolean isOn(String key) {
        List<Statement> said = statements(key);
        if (said.isEmpty()) {
            return section.line(key).map(LinePattern::onByDefault).orElse(false)
                    || section.sections().values().stream()
                            .anyMatch(each -> each.builtIn().filter(key::equals).isPresent());
        }
        return said.stream().anyMatch(each -> !each.negated());
    }

    /** The value of that name in the first line with that key, or the one that holds if there is no such line. */
    public Optional<String> text(String key, String value) {
        return effective(key).flatMap(statement -> statement.value(value));
    }

    /** The number of that name in the first line with that key, or the one that holds if there is no such line. */
    public Optional<Long> integer(String key, String value) {
        return text(key, value).map(Long::parseLong);
    }

    /** The blocks below it. */
    public List<Block> blocks() {
        return blocks;
    }

    /** The blocks of that kind below it. */
    public List<Block> blocks(String kind) {
        return List.copyOf(blocksByKind.getOrDefault(kind, Map.of()).values());
    }

    /** The block of that kind and name below it. */
    public Optional<Block> block(String kind, String name) {
        return Optional.ofNullable(blocksByKind.getOrDefault(kind, Map.of()).get(name));
    }

    /** Lines below it that are kept as they are. */
    public List<OutsideLine> outside() {
        return outside;
    }

    int order() {
        return section.header().map(LinePattern::order).orElse(0);
    }

    /** Whether lines of it were not understood, so that nothing tells what is missing. */
    boolean mistaken() {
        return mistaken;
    }

    Section section() {
        return section;
    }

    private List<List<String>> outsideText() {
        return outside.stream().map(OutsideLine::text).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Block block
                && section == block.section
                && header.equals(block.header)
                && statements.equals(block.statements)
                && blocks.equals(block.blocks)
                && outsideText().equals(block.outsideText());
    }

    @Override
    public int hashCode() {
        return Objects.hash(header, statements, blocks);
    }

    /** Its title and how much is below it. */
    @Override
    public String toString() {
        return title() + " (" + statements.size() + " lines, " + blocks.size() + " blocks)";
    }
}
