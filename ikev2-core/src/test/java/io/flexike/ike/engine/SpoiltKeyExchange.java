package io.flexike.ike.engine;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.Transform;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;

/** The standard provider, which sends another public value than it should as long as a fault is set. */
final class SpoiltKeyExchange implements CryptoProvider {
    private final CryptoProvider real = CryptoProvider.standard();
    private Fault fault = Fault.NONE;

    /** What becomes of a public value. */
    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    enum Fault {
        NONE(value -> value),
        EMPTY(value -> new byte[0]),
        CUT(value -> Arrays.copyOf(value, value.length - 1)),
        LONGER(value -> Arrays.copyOf(value, value.length + 1)),
        ZEROS(value -> new byte[value.length]),
        ONES(value -> {
            byte[] ones = new byte[value.length];
            Arrays.fill(ones, (byte) 0xff);
            return ones;
        }),
        RANDOM(value -> {
            byte[] random = new byte[value.length];
            new Random(value[0]).nextBytes(random);
            return random;
        });

        private final UnaryOperator<byte[]> change;

        Fault(UnaryOperator<byte[]> change) {
            this.change = change;
        }
    }

    void fault(Fault next) {
        fault = next;
    }

    private byte[] spoilt(byte[] value) {
        return fault.change.apply(value);
    }

    @Override
    public KeyExchangeScheme keyExchange(KeyExchangeMethod method) {
        KeyExchangeScheme scheme = real.keyExchange(method);
        return new KeyExchangeScheme() {
            @Override
            public KeyExchangeMethod method() {
                return method;
            }

            @Override
            public PendingKeyExchange initiate(SecureRandom random) {
                PendingKeyExchange pending = scheme.initiate(random);
                byte[] sent = spoilt(pending.publicValue());
                return new PendingKeyExchange() {
                    @Override
                    public byte[] publicValue() {
                        return sent.clone();
                    }

                    @Override
                    public SecretBytes complete(byte[] responderPublicValue) throws InvalidPublicValueException {
                        return pending.complete(responderPublicValue);
                    }

                    @Override
                    public void destroy() {
                        pending.destroy();
                    }
                };
            }

            @Override
            public KeyExchangeResult respond(byte[] initiatorPublicValue, SecureRandom random)
                    throws InvalidPublicValueException {
                KeyExchangeResult result = scheme.respond(initiatorPublicValue, random);
                return new KeyExchangeResult(spoilt(result.publicValue()), result.sharedSecret());
            }
        };
    }

    @Override
    public boolean supports(Transform transform) {
        return real.supports(transform);
    }

    @Override
    public Prf prf(PrfAlgorithm algorithm) {
        return real.prf(algorithm);
    }

    @Override
    public SealingCipher sealingCipher(
            CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey, SecureRandom random) {
        return real.sealingCipher(spec, encryptionKey, integrityKey, random);
    }

    @Override
    public OpeningCipher openingCipher(CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey) {
        return real.openingCipher(spec, encryptionKey, integrityKey);
    }
}
