package io.flexike.examples.run;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.certificate.Passphrases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** One passphrase for all private keys: the first line of a file, read whenever it is needed. */
record PassphraseFile(Path file) implements Passphrases {
    private static final int MOST_OCTETS = 4096;

    @Override
    public Optional<SecretBytes> of(Path key) throws IOException {
        byte[] content = new byte[MOST_OCTETS];
        byte[] line = new byte[0];
        try (InputStream in = Files.newInputStream(file)) {
            int octets = in.readNBytes(content, 0, MOST_OCTETS);
            int end = 0;
            while (end < octets && content[end] != '\n' && content[end] != '\r') {
                end++;
            }
            line = Arrays.copyOf(content, end);
            return end == 0 ? Optional.empty() : Optional.of(SecretBytes.copyOf(line));
        } finally {
            Arrays.fill(content, (byte) 0);
            Arrays.fill(line, (byte) 0);
        }
    }
}
