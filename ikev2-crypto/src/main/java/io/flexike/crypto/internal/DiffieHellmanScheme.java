package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.SecureRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
        return new Pending(generator.apply(random));
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

    private static final class Pending implements PendingKeyExchange {
        private final byte[] publicValue;
        private @Nullable EphemeralKey key;

        Pending(EphemeralKey key) {
            this.publicValue = key.publicValue();
            this.key = key;
        }

        @Override
        public byte[] publicValue() {
            return publicValue.clone();
        }

        /** A refused value leaves the exchange pending, because anybody may have sent it. */
        @Override
        public SecretBytes complete(byte[] responderPublicValue) throws InvalidPublicValueException {
            EphemeralKey current = key;
            if (current == null) {
                throw new IllegalStateException("the key exchange is complete");
            }
            SecretBytes secret = current.agree(responderPublicValue);
            current.destroy();
            key = null;
            return secret;
        }
    }
}
