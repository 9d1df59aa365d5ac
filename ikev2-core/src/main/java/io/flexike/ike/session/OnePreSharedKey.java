package io.flexike.ike.session;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.identity.Identification;
import java.net.InetAddress;
import java.util.Optional;

/** One key for every peer; equal to another with the same key, so that the profiles with it are. */
record OnePreSharedKey(SecretBytes key) implements PreSharedKeys {
    @Override
    public Optional<SecretBytes> keyFor(Optional<Identification> remote, InetAddress remoteAddress) {
        return Optional.of(key);
    }
}
