package io.flexike.flexvpn.policy;

import java.util.Objects;

/** How one side of a session proves its identity. Local and remote authentication are always both said. */
public sealed interface Authentication {
    /** By a pre-shared key out of a keyring (RFC 7296 2.15). */
    static Authentication preSharedKey(Keyring keyring) {
        return new PreSharedKey(keyring);
    }

    /**
     * By a pre-shared key.
     *
     * @param keyring where the key of a peer is found
     */
    record PreSharedKey(Keyring keyring) implements Authentication {
        /** Takes a keyring. */
        public PreSharedKey {
            Objects.requireNonNull(keyring);
        }
    }
}
