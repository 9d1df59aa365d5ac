package io.flexike.ike.session;

import io.flexike.crypto.SecretBytes;

/**
 * A post-quantum pre-shared key (RFC 8784), which both ends have got by other ways than IKE.
 *
 * @param key RFC 8784 6: at least 256 bits of entropy, as a quantum computer halves them
 */
public record Ppk(PpkId id, SecretBytes key) {
    /**
     * Checks that there is a key.
     *
     * @throws IllegalArgumentException if it has no octets
     */
    public Ppk {
        if (key.length() == 0) {
            throw new IllegalArgumentException("a post-quantum pre-shared key of no octets");
        }
    }
}
