package io.flexike.flexvpn.ios.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class GrammarPropertyTest {
    @Property(tries = 20)
    void every_line_that_a_pattern_allows_is_read_as_one(@ForAll long seed) {
        for (Section section : sections(RouterGrammar.top(), new ArrayList<>())) {
            for (LinePattern pattern : patterns(section)) {
                String line = GrammarText.line(pattern, seed);
                Optional<LineMatch> match = section.matcher(line, 0).match();
                assertThat(match).as(line).isPresent();
                assertThat(match.get().patterns()).as(line).hasSize(1);
            }
        }
    }

    @Property(tries = 20)
    void keywords_may_be_shortened_as_long_as_they_are_told_apart(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (Section section : sections(RouterGrammar.top(), new ArrayList<>())) {
            for (LinePattern pattern : patterns(section)) {
                String line = GrammarText.line(pattern, seed);
                LineMatch whole = section.matcher(line, 0).match().orElseThrow();
                String shortened = shortened(section.start(), line, whole, random);
                Optional<LineMatch> match = section.matcher(shortened, 0).match();
                assertThat(match.map(GrammarPropertyTest::texts))
                        .as("%s for %s", shortened, line)
                        .contains(texts(whole));
            }
        }
    }

    private static String shortened(Node start, String line, LineMatch whole, SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        Node node = start;
        List<LineMatch.Word> words = whole.words();
        for (int i = 0; i < words.size(); i++) {
            LineMatch.Word word = words.get(i);
            int end = i + 1 < words.size() ? words.get(i + 1).at() : line.length();
            String said = line.substring(word.at(), end).strip();
            if (word.keyword()) {
                int least = shortest(node, said);
                said = said.substring(0, random.nextInt(least, said.length() + 1));
            }
            text.append(i == 0 ? "" : " ").append(said);
            node = word.target();
        }
        return text.toString();
    }

    /** The number of characters by which a keyword is told from all others that may stand in its place. */
    private static int shortest(Node node, String keyword) {
        if (keyword.chars().allMatch(Character::isDigit)) {
            return keyword.length();
        }
        for (int length = 1; length < keyword.length(); length++) {
            String start = keyword.substring(0, length);
            long fitting = node.keywords().keySet().stream()
                    .filter(each -> each.startsWith(start))
                    .count();
            if (fitting == 1 && !start.chars().allMatch(Character::isDigit)) {
                return length;
            }
        }
        return keyword.length();
    }

    private static List<String> texts(LineMatch match) {
        return match.words().stream().map(LineMatch.Word::text).toList();
    }

    private static List<LinePattern> patterns(Section section) {
        List<LinePattern> patterns = new ArrayList<>(section.lines());
        patterns.addAll(section.sections().keySet());
        return patterns;
    }

    private static List<Section> sections(Section section, List<Section> all) {
        all.add(section);
        for (Map.Entry<LinePattern, Section> each : section.sections().entrySet()) {
            sections(each.getValue(), all);
        }
        return all;
    }
}
