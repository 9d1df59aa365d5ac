package io.flexike.crypto;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.Transform;
import java.security.SecureRandom;

/**
 * Where every cryptographic primitive comes from. Thread-safe; what it returns says for itself which threads may use
 * it.
 */
public interface CryptoProvider {
    /** The provider that ships with this library: JCA for bulk data, Bouncy Castle where it is faster. */
    static CryptoProvider standard() {
        return io.flexike.crypto.internal.StandardCryptoProvider.INSTANCE;
    }

    /** Whether this provider can run the transform, its key length included. */
    boolean supports(Transform transform);

    /**
     * The pseudorandom function of that number.
     *
     * @throws IllegalArgumentException if it is not supported
     */
    Prf prf(PrfAlgorithm algorithm);

    /**
     * The key exchange of that number.
     *
     * @throws IllegalArgumentException if it is not supported
     */
    KeyExchangeScheme keyExchange(KeyExchangeMethod method);

    /**
     * A cipher that protects packets of one SA in one direction.
     *
     * @param encryptionKey {@link CipherSpec#encryptionKeyOctets()} octets, a salt included at its end
     * @param integrityKey {@link CipherSpec#integrityKeyOctets()} octets, empty for an AEAD
     * @param random where unpredictable initialisation vectors (CBC) come from
     */
    SealingCipher sealingCipher(
            CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey, SecureRandom random);

    /** The opposite of {@link #sealingCipher}. */
    OpeningCipher openingCipher(CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey);
}
