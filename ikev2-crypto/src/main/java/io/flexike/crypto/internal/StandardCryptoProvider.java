package io.flexike.crypto.internal;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.Transform;
import java.security.SecureRandom;

/** The provider that ships with this library. */
public final class StandardCryptoProvider implements CryptoProvider {
    /** The only one; it has no state. */
    public static final CryptoProvider INSTANCE = new StandardCryptoProvider();

    private StandardCryptoProvider() {}

    @Override
    public boolean supports(Transform transform) {
        return false;
    }

    @Override
    public Prf prf(PrfAlgorithm algorithm) {
        throw new IllegalArgumentException(algorithm + " is not supported");
    }

    @Override
    public KeyExchangeScheme keyExchange(KeyExchangeMethod method) {
        throw new IllegalArgumentException(method + " is not supported");
    }

    @Override
    public SealingCipher sealingCipher(
            CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey, SecureRandom random) {
        throw new IllegalArgumentException(spec + " is not supported");
    }

    @Override
    public OpeningCipher openingCipher(CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey) {
        throw new IllegalArgumentException(spec + " is not supported");
    }
}
