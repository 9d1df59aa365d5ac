package io.flexike.crypto.kex;

import io.flexike.crypto.SecretBytes;

/** The initiator's half of a key exchange, waiting for the responder's public value. Not thread-safe. */
public interface PendingKeyExchange {
    /** What goes into the KE payload. */
    byte[] publicValue();

    /**
     * Ends the exchange. A refused value leaves it pending.
     *
     * @throws InvalidPublicValueException if the responder's value has the wrong length or is not acceptable (RFC 6989)
     */
    SecretBytes complete(byte[] responderPublicValue) throws InvalidPublicValueException;

    /** Forgets the private value, because nothing will come of the exchange; does nothing if it has ended. */
    void destroy();
}
