package io.flexike.esp.netns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command of the machine. */
public final class Command {
    private static final int LIMIT_SECONDS = 30;

    private Command() {}

    /** What a command said, both streams, and its exit status. */
    public record Outcome(int status, String output) {}

    static boolean exists(String name) {
        return Stream.of("/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/")
                .anyMatch(dir -> Files.exists(Path.of(dir + name)));
    }

    /** Runs a command to its end. */
    public static Outcome run(String... command) throws IOException {
        Path output = Files.createTempFile("command", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(String.join(" ", command) + " did not end");
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(String.join(" ", command) + " was interrupted", e);
        } finally {
            Files.delete(output);
        }
    }

    /** Runs a command that has to succeed, and returns what it said. */
    public static String require(String... command) throws IOException {
        Outcome outcome = run(command);
        if (outcome.status() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + outcome.output());
        }
        return outcome.output();
    }
}
