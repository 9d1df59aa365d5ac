package io.flexike.crypto.kex;

import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.SecureRandom;

/** One key exchange method: a Diffie-Hellman group, a curve, or a key encapsulation. Thread-safe. */
public interface KeyExchangeScheme {
    KeyExchangeMethod method();

    /** Makes the initiator's key pair; it is used once. */
    PendingKeyExchange initiate(SecureRandom random);

    /**
     * The responder's whole part: its own key pair and the agreement, or an encapsulation.
     *
     * @throws InvalidPublicValueException if the initiator's value has the wrong length or is not acceptable (RFC 6989)
     */
    KeyExchangeResult respond(byte[] initiatorPublicValue, SecureRandom random) throws InvalidPublicValueException;
}
