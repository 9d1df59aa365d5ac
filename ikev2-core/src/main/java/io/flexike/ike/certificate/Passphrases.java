package io.flexike.ike.certificate;

import io.flexike.crypto.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Under which passphrases the private keys of files are encrypted. */
@FunctionalInterface
public interface Passphrases {
    /**
     * The passphrase of the key in a file, in UTF-8; asked for only if that key is encrypted. Whoever asks destroys it.
     *
     * @return empty if there is none
     * @throws IOException if it cannot be had now
     */
    Optional<SecretBytes> of(Path key) throws IOException;

    /** No key is encrypted. */
    static Passphrases none() {
        return key -> Optional.empty();
    }
}
