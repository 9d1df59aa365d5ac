package io.flexike.flexvpn.ios;

import io.flexike.flexvpn.ios.grammar.LineMatch;
import io.flexike.flexvpn.ios.grammar.LinePattern;
import io.flexike.flexvpn.ios.grammar.Section;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A block while its lines come in. */
final class BlockBuilder {
    private final Section section;
    private Optional<Statement> header;
    private final String name;
    private final Map<Place, Statement> statements = new LinkedHashMap<>();
    private final Map<Place, BlockBuilder> blocks = new LinkedHashMap<>();
    private final List<OutsideLine> outside = new ArrayList<>();
    private long lastNumber;
    private boolean mistaken;

    BlockBuilder(Section section, Optional<Statement> header, String name) {
        this.section = section;
        this.header = header;
        this.name = name;
    }

    /** What a line replaces if it is there already. */
    private record Place(LinePattern pattern, List<String> words) {}

    Section section() {
        return section;
    }

    String title() {
        return (header.map(Statement::key).orElse("") + " " + name).strip();
    }

    /** Opens the block of that header, again if it was there. */
    BlockBuilder open(Section inner, Statement head) {
        Place place = place(head);
        statements.remove(place);
        BlockBuilder block = blocks.get(place);
        if (block == null) {
            block = new BlockBuilder(inner, Optional.of(head), String.join(" ", place.words()));
            blocks.put(place, block);
        } else if (head.words().size()
                > head.pattern().keyWords() + place.words().size()) {
            // More than what tells the block from others is said anew.
            block.header = Optional.of(head);
        }
        return block;
    }

    void put(Statement statement) {
        LinePattern pattern = statement.pattern();
        if (pattern.onByDefault() && statement.words().size() == pattern.keyWords()) {
            statements.remove(place(statement));
        } else if (saysDefault(statement)) {
            statements.remove(place(statement));
        } else {
            Statement numbered = pattern.step() > 0 ? numbered(statement) : statement;
            statements.put(place(numbered), numbered);
        }
    }

    private static boolean saysDefault(Statement statement) {
        LinePattern pattern = statement.pattern();
        return pattern.defaults()
                .filter(words -> statement.print().equals(pattern.key() + " " + words))
                .isPresent();
    }

    private Statement numbered(Statement statement) {
        Optional<String> given = statement.value("sequence");
        if (given.isPresent()) {
            lastNumber = Math.max(lastNumber, Long.parseLong(given.get()));
            return statement;
        }
        lastNumber += statement.pattern().step();
        for (String number : List.of(lastNumber + " ", "sequence " + lastNumber + " ")) {
            Optional<LineMatch> match =
                    section.matcher(number + statement.print(), 0).match();
            if (match.isPresent()) {
                int shift = statement.column() - 1 - number.length();
                return new Statement(
                        statement.pattern(),
                        statement.key(),
                        match.get().words().stream()
                                .map(word -> word.shifted(shift))
                                .toList(),
                        false,
                        statement.line());
            }
        }
        // Behind the greatest number there is none: such a line stays without.
        return statement;
    }

    /** Takes out a line, or says that it does not hold if it would otherwise. */
    void negate(Statement statement, boolean whole) {
        if (statement.pattern().onByDefault()) {
            Statement negated =
                    new Statement(statement.pattern(), statement.key(), statement.parts(), true, statement.line());
            statements.put(place(statement), negated);
        } else {
            remove(statement, whole);
        }
    }

    /** Takes out a line that was said, or those that begin like it. */
    void remove(Statement beginning, boolean whole) {
        LinePattern pattern = beginning.pattern();
        boolean single = !pattern.repeatable() && pattern.identifying().isEmpty();
        Statement removed = statements.remove(single ? new Place(pattern, List.of()) : place(beginning));
        boolean numbered = pattern.step() > 0 && beginning.value("sequence").isEmpty();
        if (removed == null && !single && (!whole || numbered)) {
            List<String> words = beginning.words();
            statements.values().removeIf(each -> each.pattern() == pattern && startsWith(withoutNumber(each), words));
        }
    }

    private static List<String> withoutNumber(Statement statement) {
        List<String> words = statement.words();
        int number = words.indexOf(statement.value("sequence").orElse(""));
        return statement.pattern().step() > 0 ? words.subList(number + 1, words.size()) : words;
    }

    /** Takes out the blocks whose header begins like that one. */
    void removeBlocks(Statement beginning, boolean whole) {
        if (blocks.remove(place(beginning)) == null && !whole) {
            List<String> words = beginning.words();
            blocks.values()
                    .removeIf(each -> each.header
                            .filter(head -> head.pattern() == beginning.pattern() && startsWith(head.words(), words))
                            .isPresent());
        }
    }

    /** Says that the block which is always there is not. */
    void disable(Section builtIn, Statement head) {
        blocks.remove(place(head));
        String key = builtIn.builtIn().orElse(head.key());
        statements.put(place(head), new Statement(head.pattern(), key, head.parts(), true, head.line()));
    }

    /** Lets the block which is always there be as it always is. */
    void restore(Statement head) {
        Place place = new Place(head.pattern(), List.of("default"));
        blocks.remove(place);
        statements.remove(place);
    }

    /** Empties the block of that header. */
    void clear(Statement head) {
        BlockBuilder block = blocks.get(place(head));
        if (block != null) {
            block.statements.clear();
            block.blocks.clear();
            block.outside.clear();
        }
    }

    /** Says that a line of it was not understood. */
    void mistake() {
        mistaken = true;
    }

    void keep(OutsideLine line) {
        outside.add(line);
    }

    private static boolean startsWith(List<String> words, List<String> beginning) {
        return words.size() >= beginning.size()
                && words.subList(0, beginning.size()).equals(beginning);
    }

    private Place place(Statement statement) {
        LinePattern pattern = statement.pattern();
        Collection<String> names = pattern.identifying();
        if (section.sections().containsKey(pattern) && names.isEmpty()) {
            return new Place(pattern, statement.value("name").map(List::of).orElse(List.of()));
        }
        if (!names.isEmpty()) {
            List<String> values = new ArrayList<>();
            names.forEach(each -> values.addAll(statement.values(each)));
            return values.isEmpty() ? new Place(pattern, statement.words()) : new Place(pattern, values);
        }
        return new Place(pattern, pattern.repeatable() ? statement.words() : List.of());
    }

    Block build() {
        return new Block(
                section,
                header,
                name,
                List.copyOf(statements.values()),
                blocks.values().stream().map(BlockBuilder::build).toList(),
                outside,
                mistaken);
    }
}
