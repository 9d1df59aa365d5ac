package io.flexike.flexvpn.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.awaitility.Awaitility;

/** Records what a device of a namespace sends and receives into a pcapng file. */
public final class PacketCapture implements AutoCloseable {
    /** Payload of the echo request that marks the end; 16 octets, the most ping takes as a pattern. */
    static final String LAST_PACKET = "end of capture. ";

    private final NetworkNamespace namespace;
    private final String device;
    private final Path file;
    private final Process process;

    private PacketCapture(NetworkNamespace namespace, String device, Path file, Process process) {
        this.namespace = namespace;
        this.device = device;
        this.file = file;
        this.process = process;
    }

    /** Starts recording and returns when it does record. */
    public static PacketCapture start(NetworkNamespace namespace, String device, Path file) {
        Path messages = messages(file);
        Process process = namespace.start(messages, "dumpcap", "-q", "-i", device, "-w", file.toString());
        PacketCapture capture = new PacketCapture(namespace, device, file, process);
        try {
            capture.await("start of dumpcap", messages, "File: ");
            return capture;
        } catch (RuntimeException | AssertionError e) {
            capture.close();
            throw e;
        }
    }

    private void await(String what, Path where, String text) {
        Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(HostCommand.START_LIMIT)
                .until(() -> holds(where, text) || !process.isAlive());
        if (!holds(where, text)) {
            throw new AssertionError("dumpcap ended:\n" + content(messages(file)));
        }
    }

    private static Path messages(Path file) {
        return file.resolveSibling(file.getFileName() + ".messages");
    }

    /** Stops after everything that was sent before is in the file, and gives that file. */
    public Path stop() {
        // dumpcap gets packets from the kernel a quarter of a second late and would drop these when ended
        namespace.run("ping", "-6", "-c", "1", "-W", "1", "-I", device, "-p", hex(LAST_PACKET), "ff02::1");
        await("last packet in " + file, file, LAST_PACKET);
        close();
        return file;
    }

    @Override
    public void close() {
        HostCommand.stop(process, Duration.ofSeconds(5));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean holds(Path file, String text) {
        return content(file).contains(text);
    }

    private static String content(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
