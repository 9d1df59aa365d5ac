package io.flexike.flexvpn.ios;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.ios.RouterConfig.Reading;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole configurations: what is found in {@code NAME.cfg} stands in {@code NAME.findings}, a line each. */
class CorpusTest {
    private static Path corpus() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(CorpusTest.class.getResource("corpus"), "no corpus")
                .toURI());
    }

    static List<Path> configurations() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.filter(each -> each.toString().endsWith(".cfg"))
                    .sorted()
                    .toList();
        }
    }

    private static Path expectation(Path configuration) {
        String name = configuration.getFileName().toString().replace(".cfg", ".findings");
        return configuration.resolveSibling(name);
    }

    private static Reading read(Path configuration) throws IOException {
        return RouterConfig.read(configuration.getFileName().toString(), Files.readString(configuration));
    }

    @Test
    void every_configuration_has_an_expectation() throws Exception {
        assertThat(configurations())
                .hasSizeGreaterThanOrEqualTo(40)
                .allSatisfy(each -> assertThat(expectation(each))
                        .as("expectation for %s", each.getFileName())
                        .exists());
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void what_is_wrong_is_found(Path configuration) throws IOException {
        assertThat(read(configuration).findings().stream().map(Object::toString))
                .containsExactlyElementsOf(Files.readAllLines(expectation(configuration)));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void what_is_written_reads_as_the_same(Path configuration) throws IOException {
        RouterConfig config = read(configuration).config();
        String written = config.write();
        Reading again = RouterConfig.read("written", written);
        assertThat(again.config().write().lines())
                .containsExactlyElementsOf(written.lines().toList());
        assertThat(again.config()).isEqualTo(config);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void no_key_is_in_a_finding_or_a_description(Path configuration) throws IOException {
        Reading reading = read(configuration);
        assertThat(reading.findings() + " " + reading.outside() + " " + reading)
                .doesNotContainIgnoringCase("s3cret")
                .doesNotContainIgnoringCase("5ec4e7");
        assertThat(reading.config().root().statements().toString()
                        + reading.config().root().blocks())
                .doesNotContainIgnoringCase("s3cret");
    }
}
