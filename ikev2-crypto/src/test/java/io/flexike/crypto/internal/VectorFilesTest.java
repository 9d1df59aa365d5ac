package io.flexike.crypto.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No file of vectors lies about unread: a test names each in a literal, which is found in its compiled form. */
class VectorFilesTest {
    private static final Set<String> NO_VECTORS = Set.of("README.md", "LICENSE");

    @Test
    void every_file_of_vectors_is_named_by_a_test_and_by_the_readme() throws Exception {
        Path folder = path(Objects.requireNonNull(VectorFilesTest.class.getResource("/test-vectors")));
        List<String> compiled = compiledTests();
        String readme = Files.readString(folder.resolve("README.md"));

        List<Path> vectors = files(folder).stream()
                .filter(file -> !NO_VECTORS.contains(file.getFileName().toString()))
                .toList();
        assertThat(vectors).isNotEmpty().allSatisfy(file -> {
            String name = file.getFileName().toString();
            assertThat(compiled).as("a test that reads %s", name).anyMatch(constants -> constants.contains(name));
            String origin =
                    file.getParent().equals(folder) ? name : file.getParent().getFileName() + "/";
            assertThat(readme).as("origin of %s", name).contains(origin);
        });
    }

    private static List<String> compiledTests() throws Exception {
        URL classes =
                VectorFilesTest.class.getProtectionDomain().getCodeSource().getLocation();
        return files(path(classes)).stream()
                .filter(file -> file.toString().endsWith(".class"))
                .map(VectorFilesTest::latin1)
                .toList();
    }

    private static String latin1(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static Path path(URL url) throws URISyntaxException {
        return Path.of(url.toURI());
    }
}
