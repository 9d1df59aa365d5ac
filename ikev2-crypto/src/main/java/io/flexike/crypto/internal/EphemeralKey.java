package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;

/** Our private key for one key exchange, whatever the method. */
interface EphemeralKey {
    /** The public value as it stands in the KE payload. */
    byte[] publicValue();

    /**
     * Checks the peer's value and agrees.
     *
     * @throws InvalidPublicValueException if the value is not acceptable; the key stays usable
     */
    SecretBytes agree(byte[] peerPublicValue) throws InvalidPublicValueException;

    /** Forgets the private key as far as the runtime lets us. */
    void destroy();
}
