package io.flexike.crypto.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether the other end may be who its certificates say. That it has the key of the first one is checked
 * elsewhere.
 */
@FunctionalInterface
public interface TlsChainCheck {
    /**
     * What is wrong with the chain, as a sentence without its full stop; empty if it is trusted.
     *
     * @param chain the end's own certificate first, as it was sent; never empty
     */
    Optional<String> fault(List<X509Certificate> chain);
}
