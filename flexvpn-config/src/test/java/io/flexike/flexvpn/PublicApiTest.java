package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares what each library exports with the text that is checked in as {@code src/api/public-api.txt}, so that nobody
 * changes the public API without seeing it. With {@code -Dapi.update=true} the text is written instead.
 */
class PublicApiTest {
    @ParameterizedTest
    @ValueSource(strings = {"ikev2-crypto", "ikev2-core", "esp-dataplane", "flexvpn-config"})
    void public_api_is_the_one_that_is_checked_in(String module) throws IOException {
        Path checkedIn = Path.of("..", module, "src", "api", "public-api.txt");
        String present = PublicApi.of(Path.of("..", module, "target", "classes"));
        assertThat(present).contains("class ");

        if (Boolean.getBoolean("api.update")) {
            Files.createDirectories(checkedIn.getParent());
            Files.writeString(checkedIn, present);
        }

        assertThat(checkedIn).exists();
        assertThat(present)
                .as("public API of %s; if the change is meant, run this test with -Dapi.update=true", module)
                .isEqualTo(Files.readString(checkedIn));
    }
}
