package io.flexike.flexvpn.ios;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.ios.RouterConfig.Reading;
import io.flexike.flexvpn.ios.grammar.GrammarText;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RouterTextPropertyTest {
    @Property(tries = 100)
    void what_is_written_reads_as_the_same_and_is_written_again(@ForAll long seed) {
        TextFindings findings = new TextFindings("text");
        RouterConfig config = new TextReader(findings).read(GrammarText.of(seed));
        assertThat(findings.sorted()).isEmpty();
        assertFixed(config);
    }

    private static void assertFixed(RouterConfig config) {
        String written = config.write();
        TextFindings findings = new TextFindings("written");
        RouterConfig again = new TextReader(findings).read(written);
        assertThat(findings.sorted()).isEmpty();
        assertThat(again.write().lines())
                .containsExactlyElementsOf(written.lines().toList());
        assertThat(again).isEqualTo(config);
    }

    @Property(tries = 100)
    void a_damaged_text_is_read_all_the_same(@ForAll long seed) {
        String damaged = damaged(GrammarText.of(seed), new SplittableRandom(seed));
        Reading reading = RouterConfig.read("damaged", damaged);
        assertFixed(reading.config());
    }

    private static String damaged(String text, SplittableRandom random) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        for (int i = 0; i < 20 && !lines.isEmpty(); i++) {
            int at = random.nextInt(lines.size());
            String line = lines.get(at);
            int place = random.nextInt(line.length() + 1);
            switch (random.nextInt(7)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                case 2 -> lines.set(at, line.substring(0, place));
                case 3 -> lines.set(at, line.substring(0, place) + "x" + line.substring(place));
                case 4 -> lines.set(at, line.strip());
                case 5 -> lines.set(at, "  " + line);
                default -> lines.set(at, (random.nextBoolean() ? "no " : "R1(config)#") + line.strip());
            }
        }
        return String.join("\n", lines);
    }

    @Property(tries = 100)
    void any_text_is_read(@ForAll String text) {
        assertFixed(RouterConfig.read("any", text).config());
    }

    @Property(tries = 100)
    void words_of_a_configuration_in_any_order_are_read(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] words = GrammarText.of(seed).split("\\s+", -1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            text.append(words[random.nextInt(words.length)])
                    .append(List.of(" ", " ", " ", "\n", "\n ", "\n  ", "\nno ", "\r\n!\n")
                            .get(random.nextInt(8)));
        }
        assertFixed(RouterConfig.read("words", text.toString()).config());
    }
}
