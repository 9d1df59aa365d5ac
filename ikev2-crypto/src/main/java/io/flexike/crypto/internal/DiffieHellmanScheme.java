package io.flexike.crypto.internal;

import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.SecureRandom;
import java.util.function.Function;

/**
 * Any method in which both sides do the same: a key pair each, and an agreement. A private key is used for one
 * exchange.
 *
 * @param generator makes a key pair; thread-safe
 */
record DiffieHellmanScheme(KeyExchangeMethod method, Function<SecureRandom, EphemeralKey> generator)
        implements KeyExchangeScheme {

    @Override
    public PendingKeyExchange initiate(SecureRandom random) {
        return new PendingAgreement(generator.apply(random));
    }

    @Override
    public KeyExchangeResult respond(byte[] initiatorPublicValue, SecureRandom random)
            throws InvalidPublicValueException {
        EphemeralKey key = generator.apply(random);
        try {
            return new KeyExchangeResult(key.publicValue(), key.agree(initiatorPublicValue));
        } finally {
            key.destroy();
        }
    }
}
