package io.flexike.flexvpn.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A command run to its end on this host; what it wrote on both streams is kept. */
public final class HostCommand {
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);
    /** How long a daemon may take until it is ready. */
    static final Duration START_LIMIT = Duration.ofSeconds(30);

    private HostCommand() {}

    /** What came of a command. */
    public record Outcome(List<String> command, int exitCode, String output) {
        public Outcome {
            command = List.copyOf(command);
        }

        public boolean succeeded() {
            return exitCode == 0;
        }

        /** The output, or an AssertionError that shows the command, its exit code and its output. */
        public String orFail() {
            if (!succeeded()) {
                throw new AssertionError(String.join(" ", command) + " ended with " + exitCode + ":\n" + output);
            }
            return output;
        }
    }

    public static Outcome run(String... command) {
        return run(DEFAULT_LIMIT, Map.of(), List.of(command));
    }

    public static String require(String... command) {
        return run(command).orFail();
    }

    /** Runs the command; one that outlives the limit is killed with its children and reported with exit code 124. */
    public static Outcome run(Duration limit, Map<String, String> environment, List<String> command) {
        return run(limit, environment, Optional.empty(), command);
    }

    /** The same, with the stream for errors going to a file instead of into the output. */
    public static Outcome run(
            Duration limit, Map<String, String> environment, Optional<Path> errors, List<String> command) {
        try {
            // a file and not a pipe: a daemon left behind by the command would hold a pipe open
            Path written = Files.createTempFile("command", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(errors.isEmpty())
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(written.toFile());
                errors.ifPresent(file -> builder.redirectError(file.toFile()));
                builder.environment().putAll(environment);
                Process process = builder.start();
                int exitCode = 124;
                if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    exitCode = process.exitValue();
                } else {
                    kill(process);
                }
                return new Outcome(command, exitCode, Files.readString(written, StandardCharsets.ISO_8859_1));
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while running " + command, e);
        }
    }

    /** Asks a process to end, and after the grace period kills it with everything it started. */
    public static void stop(Process process, Duration grace) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
                process.waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill(process);
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    public static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
