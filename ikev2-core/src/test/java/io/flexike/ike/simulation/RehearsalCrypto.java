package io.flexike.ike.simulation;

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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The standard provider with a key exchange that costs and protects nothing, for tests with very many handshakes. A
 * public value has 32 octets, or as many as ML-KEM-1024 takes; one of zeros only is refused, as real ones are.
 */
final class RehearsalCrypto implements CryptoProvider {
    private static final int OCTETS = 32;
    private static final int LONG_OCTETS = 1568;
    private final CryptoProvider real = CryptoProvider.standard();
    private final Set<KeyExchangeMethod> withdrawn = new HashSet<>();

    /** From now on this end neither offers nor takes the method. */
    void withdraw(KeyExchangeMethod method) {
        withdrawn.add(method);
    }

    @Override
    public boolean supports(Transform transform) {
        return transform.type().isKeyExchange()
                ? !withdrawn.contains(new KeyExchangeMethod(transform.id()))
                : real.supports(transform);
    }

    @Override
    public Prf prf(PrfAlgorithm algorithm) {
        return real.prf(algorithm);
    }

    @Override
    public KeyExchangeScheme keyExchange(KeyExchangeMethod method) {
        return new Scheme(method);
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

    private record Scheme(KeyExchangeMethod method) implements KeyExchangeScheme {
        private int octets() {
            return method.equals(KeyExchangeMethod.ML_KEM_1024) ? LONG_OCTETS : OCTETS;
        }

        @Override
        public PendingKeyExchange initiate(SecureRandom random) {
            byte[] ours = new byte[octets()];
            random.nextBytes(ours);
            return new PendingKeyExchange() {
                @Override
                public byte[] publicValue() {
                    return ours.clone();
                }

                @Override
                public SecretBytes complete(byte[] responderPublicValue) throws InvalidPublicValueException {
                    return shared(ours, responderPublicValue);
                }

                @Override
                public void destroy() {
                    Arrays.fill(ours, (byte) 0);
                }
            };
        }

        @Override
        public KeyExchangeResult respond(byte[] initiatorPublicValue, SecureRandom random)
                throws InvalidPublicValueException {
            byte[] ours = new byte[octets()];
            random.nextBytes(ours);
            return new KeyExchangeResult(ours, shared(initiatorPublicValue, ours));
        }

        private SecretBytes shared(byte[] initiators, byte[] responders) throws InvalidPublicValueException {
            check(initiators);
            check(responders);
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(initiators);
                return SecretBytes.copyOf(digest.digest(responders));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        private void check(byte[] value) throws InvalidPublicValueException {
            if (value.length != octets() || Arrays.equals(value, new byte[octets()])) {
                throw new InvalidPublicValueException(
                        "a public value has " + octets() + " octets that are not all zero");
            }
        }
    }
}
