package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.examples.Flexike;
import io.flexike.flexvpn.interop.NetworkNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, with all that it has printed. */
final class Program implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** No command, to which the answer comes when those before are answered. */
    private static final String NO_COMMAND = "is that all";

    private static final String ALL_COMMANDS = "; all commands: ";
    private static final Path JAR = Path.of("target", "flexike.jar");

    private final Process process;
    private final PrintWriter in;
    private final Lines out;
    private final Lines err;

    private Program(Process process) {
        this.process = process;
        in = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        out = new Lines(process.getInputStream());
        err = new Lines(process.getErrorStream());
    }

    static Program start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /** Starts it through another program. */
    static Program start(List<String> before, String... arguments) throws IOException {
        List<String> main = List.of("-classpath", System.getProperty("java.class.path"), Flexike.class.getName());
        return start(before, main, arguments);
    }

    /** Starts what was built, on that host. */
    static Program packaged(NetworkNamespace host, String... arguments) throws IOException {
        return start(host.inside(), List.of("-jar", JAR.toString()), arguments);
    }

    /** Starts what was built, on that host, with this router's text in that file, and waits until it listens. */
    static Program router(NetworkNamespace host, Path file, String text) throws IOException, InterruptedException {
        Program program = packaged(host, "run", Files.writeString(file, text).toString());
        try {
            program.awaitOut("READY");
            return program;
        } catch (AssertionError e) {
            program.close();
            throw new AssertionError(String.join("\n", program.everythingOnErr()), e);
        }
    }

    private static Program start(List<String> before, List<String> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(main);
        command.addAll(List.of(arguments));
        return new Program(new ProcessBuilder(command).start());
    }

    /** Lines as they come. */
    private static final class Lines {
        private final List<String> lines = new ArrayList<>();
        private int seen;
        private boolean ended;

        Lines(InputStream stream) {
            Thread reader = new Thread(() -> read(stream));
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream stream) {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                add("the process went: " + e.getMessage());
            }
            end();
        }

        private synchronized void add(String line) {
            lines.add(line);
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized int count() {
            return lines.size();
        }

        synchronized String await(String part) throws InterruptedException {
            int found = find(seen, part);
            seen = found + 1;
            return lines.get(found);
        }

        /** What is between the first so many lines and the one with that in it, which is waited for. */
        synchronized List<String> between(int first, String last) throws InterruptedException {
            int found = find(first, last);
            return List.copyOf(lines.subList(first, found));
        }

        private int find(int first, String part) throws InterruptedException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            int next = first;
            while (true) {
                for (; next < lines.size(); next++) {
                    if (lines.get(next).contains(part)) {
                        return next;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                assertThat(left > 0 && !ended)
                        .as("waiting for \"%s\" among%n%s", part, String.join("\n", lines))
                        .isTrue();
                wait(left);
            }
        }

        synchronized List<String> all() throws InterruptedException {
            while (!ended) {
                wait();
            }
            return List.copyOf(lines);
        }
    }

    void type(String line) {
        in.println(line);
    }

    /** The answer to a command such as {@code show crypto session}. */
    String answer(String command) throws InterruptedException {
        int before = out.count();
        type(command);
        type(NO_COMMAND);
        return String.join("\n", out.between(before, ALL_COMMANDS));
    }

    void endInput() {
        in.close();
    }

    /** Waits for a line with that in it, behind those that were waited for before. */
    String awaitOut(String part) throws InterruptedException {
        return out.await(part);
    }

    String awaitErr(String part) throws InterruptedException {
        return err.await(part);
    }

    void terminate() {
        process.destroy();
    }

    /** SIGTERM ends it well, and it has had nothing to say about its configuration. */
    void assertEndsInOrder() throws InterruptedException {
        terminate();
        assertThat(exitStatus()).isZero();
        assertThat(everythingOnErr()).noneMatch(line -> line.contains(".cfg:"));
    }

    int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    List<String> everythingOnOut() throws InterruptedException {
        return out.all();
    }

    List<String> everythingOnErr() throws InterruptedException {
        return err.all();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
