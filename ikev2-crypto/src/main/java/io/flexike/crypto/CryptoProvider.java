package io.flexike.crypto;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.legacy.LegacyAlgorithms;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.tls.TlsEngines;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.Transform;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.List;

/**
 * Where every cryptographic primitive comes from. Thread-safe; what it returns says for itself which threads may use
 * it.
 */
public interface CryptoProvider {
    /**
     * The provider that ships with this library: JCA for bulk data, Bouncy Castle where it is faster or alone.
     *
     * <p>Each packet cipher, MAC and PRF comes from the first JCA provider that passes a known-answer test, in the
     * order of {@link java.security.Security#getProviders()}. The Amazon Corretto Crypto Provider, if it is on the path
     * of the application and works on this machine, needs no registration: it is asked just before the provider of the
     * Java runtime. The decision falls when an algorithm is first used, and stands. Key exchanges run known-answer
     * tests, too, but are not chosen by provider; signatures, which do not come from here, run none.
     */
    static CryptoProvider standard() {
        return io.flexike.crypto.internal.StandardCryptoProvider.INSTANCE;
    }

    /**
     * Like {@link #standard()}, but asks these JCA providers first, in this order; they need not be registered. What
     * they lack, or get wrong in the known-answer test, comes from the others. This concerns packet ciphers, MACs and
     * PRFs; not key exchanges and signatures.
     */
    static CryptoProvider using(Provider... preferred) {
        return new io.flexike.crypto.internal.StandardCryptoProvider(List.of(preferred));
    }

    /** Whether this provider can run the transform, its key length included, and gets its known-answer test right. */
    boolean supports(Transform transform);

    /**
     * The pseudorandom function of that number.
     *
     * @throws IllegalArgumentException if it is not known
     * @throws AlgorithmUnavailableException if no JCA provider gives the known answer
     */
    Prf prf(PrfAlgorithm algorithm);

    /**
     * The key exchange of that number.
     *
     * @throws IllegalArgumentException if it is not known
     * @throws AlgorithmUnavailableException if it does not give the known answer
     */
    KeyExchangeScheme keyExchange(KeyExchangeMethod method);

    /**
     * A cipher that protects packets of one SA in one direction.
     *
     * @param encryptionKey {@link CipherSpec#encryptionKeyOctets()} octets, a salt included at its end
     * @param integrityKey {@link CipherSpec#integrityKeyOctets()} octets, empty for an AEAD
     * @param random where unpredictable initialisation vectors (CBC) come from
     * @throws IllegalArgumentException if the spec is not supported or a key has another length
     * @throws AlgorithmUnavailableException if no JCA provider gives the known answer
     */
    SealingCipher sealingCipher(
            CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey, SecureRandom random);

    /** The opposite of {@link #sealingCipher}. */
    OpeningCipher openingCipher(CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey);

    /** What only old authentication protocols use. A provider without its own has the standard one's. */
    default LegacyAlgorithms legacy() {
        return io.flexike.crypto.internal.StandardCryptoProvider.LEGACY;
    }

    /** TLS without sockets. A provider without its own has the standard one's. */
    default TlsEngines tls() {
        return io.flexike.crypto.internal.StandardCryptoProvider.TLS;
    }
}
