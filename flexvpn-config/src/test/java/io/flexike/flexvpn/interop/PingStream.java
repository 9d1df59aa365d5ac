package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hundred echo requests a second for some seconds, during which something else happens. */
final class PingStream {
    private static final Pattern SUMMARY =
            Pattern.compile("(\\d+) packets transmitted, (\\d+) received(, \\+\\d+ dup)?");

    private final Process process;
    private final Path output;

    private PingStream(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Begins to send. */
    static PingStream start(NetworkNamespace from, String source, String target, int seconds, Path folder) {
        try {
            Path output = Files.createTempFile(folder, "ping", ".txt");
            Process process = from.start(
                    output,
                    "ping",
                    "-n",
                    "-q",
                    "-i",
                    "0.01",
                    "-W",
                    "3",
                    "-c",
                    Integer.toString(100 * seconds),
                    "-I",
                    source,
                    target);
            return new PingStream(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end; every request must have been answered once. */
    void assertNothingLost() throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ping ends").isTrue();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        Matcher summary = SUMMARY.matcher(text);
        assertThat(summary.find()).as(text).isTrue();
        int lost = Integer.parseInt(summary.group(1)) - Integer.parseInt(summary.group(2));
        assertThat(lost).as(text).isLessThanOrEqualTo(most);
        assertThat(summary.group(3)).as(text).isNull();
    }
}
