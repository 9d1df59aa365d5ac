package io.flexike.ike.session;

import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.identity.Identification;
import java.util.List;

/**
 * Which public keys an identity may prove itself by. Called on the engine's thread: it must answer at once and not
 * throw.
 */
@FunctionalInterface
public interface PublicKeys {
    /**
     * The acceptable keys.
     *
     * @param remote what the peer calls itself, which the profile accepts
     * @return empty if none is known, which ends in AUTHENTICATION_FAILED
     */
    List<VerificationKey> keysFor(Identification remote);
}
