package io.flexike.flexvpn.show;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What commands are to print, in files that were compared with what routers print. */
final class GoldenTexts {
    private GoldenTexts() {}

    static String of(String file) {
        try (InputStream stream = GoldenTexts.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new AssertionError("there is no " + file);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
