package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;
import java.util.Optional;

/** A method at the peer, for one conversation. */
interface PeerMethod {
    /** Takes the type data of a request. */
    PeerStep receive(int identifier, byte[] data);

    /** The master session key, once the method has finished. */
    default Optional<SecretBytes> msk() {
        return Optional.empty();
    }

    /** Wipes what it can. */
    default void destroy() {}
}
