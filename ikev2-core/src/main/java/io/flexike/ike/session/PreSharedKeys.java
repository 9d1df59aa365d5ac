package io.flexike.ike.session;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.identity.Identification;
import java.net.InetAddress;
import java.util.Optional;

/** Where the pre-shared key of a peer is found. Called on the engine's thread: it must answer at once and not throw. */
@FunctionalInterface
public interface PreSharedKeys {
    /**
     * The key shared with a peer.
     *
     * @param remote the peer's identity, empty on an initiator that does not ask for one
     * @param remoteAddress the peer's outer address
     * @return empty if no key is known, which ends in AUTHENTICATION_FAILED
     */
    Optional<SecretBytes> keyFor(Optional<Identification> remote, InetAddress remoteAddress);

    /** One key for every peer. */
    static PreSharedKeys same(SecretBytes key) {
        return new OnePreSharedKey(key);
    }
}
