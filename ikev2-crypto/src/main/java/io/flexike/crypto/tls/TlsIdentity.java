package io.flexike.crypto.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/**
 * How one end proves itself.
 *
 * @param chain its own certificate first, then the one that issued it, and so on; at least one
 * @param key the key of the first, an RSA, ECDSA or Ed25519 key; it may live in a token
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    /** Copies the list. */
    public TlsIdentity {
        chain = List.copyOf(chain);
        Objects.requireNonNull(key, "key");
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("A chain has at least one certificate");
        }
    }

    /** Only the subject of the certificate. */
    @Override
    public String toString() {
        return "TlsIdentity[" + chain.get(0).getSubjectX500Principal() + "]";
    }
}
