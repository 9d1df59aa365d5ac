package io.flexike.ike.session;

import io.flexike.ike.identity.Identification;
import java.util.Optional;

/**
 * Whether this gateway sends an initiator to another one (RFC 5685). Asked only for initiators that take redirects.
 * Called on the engine's thread: it must answer at once and not throw.
 */
@FunctionalInterface
public interface Redirector {
    /** Sends nobody away. */
    Redirector NONE = (path, identity) -> Optional.empty();

    /**
     * Where that initiator is to go.
     *
     * @param path how its request came to us
     * @param identity the identity it has proved in IKE_AUTH, empty in IKE_SA_INIT
     * @return empty to serve it here
     */
    Optional<RedirectTarget> redirect(Path path, Optional<Identification> identity);
}
