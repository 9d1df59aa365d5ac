package io.flexike.ike.engine;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretAccess;
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
import io.flexike.crypto.transform.TransformType;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The standard provider, which remembers the shared secrets of a responder. Every key exchange method is there: P-256
 * under its number, if need be, with public values that are as long as the longest ones of ML-KEM.
 */
final class RecordingCrypto implements CryptoProvider {
    private static final int LONGEST_OCTETS = 1568;
    private static final int P256_OCTETS = 64;

    /** All that this end has ever shared, as the engine holds them. */
    final List<SecretBytes> held = new ArrayList<>();

    /** Key exchanges that have begun and not ended. */
    final List<PendingKeyExchange> pending = new ArrayList<>();

    final List<byte[]> sharedSecrets = new ArrayList<>();

    /** Octets of what went through a PRF. */
    final List<Integer> computations = new ArrayList<>();

    private final CryptoProvider real = CryptoProvider.standard();

    @Override
    public boolean supports(Transform transform) {
        return TransformType.ADDITIONAL_KEY_EXCHANGES.contains(transform.type()) || real.supports(transform);
    }

    @Override
    public Prf prf(PrfAlgorithm algorithm) {
        Prf prf = real.prf(algorithm);
        return new Prf() {
            @Override
            public PrfAlgorithm algorithm() {
                return algorithm;
            }

            @Override
            public int outputOctets() {
                return prf.outputOctets();
            }

            @Override
            public int preferredKeyOctets() {
                return prf.preferredKeyOctets();
            }

            @Override
            public int seedNonceOctets() {
                return prf.seedNonceOctets();
            }

            @Override
            public SecretBytes compute(SecretBytes key, byte[]... data) {
                computations.add(
                        Arrays.stream(data).mapToInt(octets -> octets.length).sum());
                return prf.compute(key, data);
            }

            @Override
            public SecretBytes expand(SecretBytes key, byte[] seed, int octets) {
                return prf.expand(key, seed, octets);
            }
        };
    }

    @Override
    public KeyExchangeScheme keyExchange(KeyExchangeMethod method) {
        boolean there = real.supports(Transform.keyExchange(method));
        KeyExchangeScheme scheme = real.keyExchange(there ? method : KeyExchangeMethod.ECP_256);
        return new KeyExchangeScheme() {
            @Override
            public KeyExchangeMethod method() {
                return method;
            }

            @Override
            public PendingKeyExchange initiate(SecureRandom random) {
                PendingKeyExchange pending = scheme.initiate(random);
                return new Watched(there ? pending : new LongValue(pending));
            }

            @Override
            public KeyExchangeResult respond(byte[] initiatorPublicValue, SecureRandom random)
                    throws InvalidPublicValueException {
                byte[] value = there ? initiatorPublicValue : shortened(initiatorPublicValue);
                KeyExchangeResult result = scheme.respond(value, random);
                held.add(result.sharedSecret());
                sharedSecrets.add(result.sharedSecret().toByteArray(SecretAccess.granted()));
                return there
                        ? result
                        : new KeyExchangeResult(
                                Arrays.copyOf(result.publicValue(), LONGEST_OCTETS), result.sharedSecret());
            }
        };
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

    private static byte[] shortened(byte[] value) throws InvalidPublicValueException {
        if (value.length != LONGEST_OCTETS) {
            throw new InvalidPublicValueException("a public value of " + value.length + " octets");
        }
        return Arrays.copyOf(value, P256_OCTETS);
    }

    private final class Watched implements PendingKeyExchange {
        private final PendingKeyExchange watched;

        Watched(PendingKeyExchange watched) {
            this.watched = watched;
            pending.add(watched);
        }

        @Override
        public byte[] publicValue() {
            return watched.publicValue();
        }

        @Override
        public SecretBytes complete(byte[] responderPublicValue) throws InvalidPublicValueException {
            SecretBytes secret = watched.complete(responderPublicValue);
            held.add(secret);
            pending.remove(watched);
            return secret;
        }

        @Override
        public void destroy() {
            watched.destroy();
            pending.remove(watched);
        }
    }

    private record LongValue(PendingKeyExchange pending) implements PendingKeyExchange {
        @Override
        public byte[] publicValue() {
            return Arrays.copyOf(pending.publicValue(), LONGEST_OCTETS);
        }

        @Override
        public SecretBytes complete(byte[] responderPublicValue) throws InvalidPublicValueException {
            return pending.complete(shortened(responderPublicValue));
        }

        @Override
        public void destroy() {
            pending.destroy();
        }
    }
}
