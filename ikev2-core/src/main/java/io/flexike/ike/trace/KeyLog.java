package io.flexike.ike.trace;

import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeKeyLogEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes the keys of IKE SAs and Child SAs for Wireshark and tshark to decrypt a capture with. Whoever reads the files
 * reads the traffic: they are made readable for their owner only, and only the application's code can ask for them.
 * Each line is written through at once. Thread-safe.
 *
 * <p>To use the files, put them into a Wireshark profile's directory, or {@code WIRESHARK_CONFIG_DIR=directory tshark
 * -o esp.enable_encryption_decode:TRUE -r capture}.
 */
public final class KeyLog implements Closeable {
    /** File name that Wireshark expects for keys of IKE SAs. */
    public static final String IKE_FILE = "ikev2_decryption_table";

    /** File name that Wireshark expects for keys of Child SAs. */
    public static final String ESP_FILE = "esp_sa";

    private final OutputStream ike;
    private final OutputStream esp;
    private long unwritten;

    private KeyLog(OutputStream ike, OutputStream esp) {
        this.ike = ike;
        this.esp = esp;
    }

    /**
     * Appends to {@value #IKE_FILE} and {@value #ESP_FILE} in a directory, which is made if it is not there.
     *
     * @throws IOException if a file cannot be made, belongs to somebody else, or is a symbolic link
     */
    public static KeyLog in(Path directory) throws IOException {
        Files.createDirectories(directory);
        OutputStream ike = OwnerOnlyFiles.append(directory.resolve(IKE_FILE));
        try {
            return new KeyLog(ike, OwnerOnlyFiles.append(directory.resolve(ESP_FILE)));
        } catch (IOException | RuntimeException e) {
            ike.close();
            throw e;
        }
    }

    /** Writes the keys of an IKE SA. */
    public synchronized void ikeSa(IkeKeyLogEntry entry) throws IOException {
        Optional<String> line = WiresharkRecords.ikeLine(entry);
        if (line.isEmpty()) {
            unwritten++;
        } else {
            write(ike, line.get());
        }
    }

    /** Writes the keys of both directions of a Child SA. */
    public synchronized void childSa(ChildSaParameters child) throws IOException {
        List<String> lines = WiresharkRecords.espLines(child);
        if (lines.isEmpty()) {
            unwritten++;
        }
        for (String line : lines) {
            write(esp, line);
        }
    }

    /** SAs whose keys were not written since Wireshark has no name for one of their algorithms. */
    public synchronized long unwritten() {
        return unwritten;
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            ike.close();
        } finally {
            esp.close();
        }
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + '\n').getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
