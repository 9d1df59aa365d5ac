package io.flexike.benchmarks.scale;

import io.flexike.ike.transport.IkePorts;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The JVM of {@link Spokes}, as the hub's JVM sees it. */
final class SpokeProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    /** Starts a JVM with the options of this one. */
    SpokeProcess(Scale scale, IkePorts hub, int hubEspPort) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Spokes.class.getName()));
        for (int number : new int[] {scale.ikeSas(), scale.children(), hub.ike(), hub.natTraversal(), hubEspPort}) {
            command.add(Integer.toString(number));
        }
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.US_ASCII);
        commands = process.outputWriter(StandardCharsets.US_ASCII);
    }

    void say(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    /** Waits for a line of numbers. */
    long[] answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new EOFException("the spokes have ended");
        }
        return Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }

    long[] ask(String command) throws IOException {
        say(command);
        return answer();
    }

    void end() throws IOException {
        commands.close();
        process.destroy();
    }

    @Override
    public void close() throws IOException {
        end();
    }
}
