package io.flexike.crypto.tls;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What an end brings to a connection.
 *
 * @param own how it proves itself; a server always does, a client only if it has this and is asked
 * @param peerCheck who decides on the certificates of the other end
 * @param versions at least one
 */
public record TlsSettings(Optional<TlsIdentity> own, TlsChainCheck peerCheck, Set<TlsVersion> versions) {
    /** Copies the set. */
    public TlsSettings {
        Objects.requireNonNull(own, "own");
        Objects.requireNonNull(peerCheck, "peerCheck");
        versions = Set.copyOf(versions);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("At least one version of TLS is needed");
        }
    }
}
