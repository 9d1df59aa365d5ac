package io.flexike.ike.message;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.ike.Octets;
import java.security.SecureRandom;

/** Both kinds of packet cipher with fixed keys, as pairs that fit. */
enum Ciphers {
    AES_GCM_256("f0f1f2f3", ""),
    AES_CBC_256_SHA_256("", "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f");

    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private final String salt;
    private final String integrityKey;

    Ciphers(String salt, String integrityKey) {
        this.salt = salt;
        this.integrityKey = integrityKey;
    }

    SealingCipher sealing() {
        return CryptoProvider.standard()
                .sealingCipher(spec(), secret(KEY + salt), secret(integrityKey), new SecureRandom());
    }

    OpeningCipher opening() {
        return CryptoProvider.standard().openingCipher(spec(), secret(KEY + salt), secret(integrityKey));
    }

    private CipherSpec spec() {
        return this == AES_GCM_256
                ? new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 256, IntegrityAlgorithm.NONE, false)
                : new CipherSpec(EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_256_128, false);
    }

    private static SecretBytes secret(String hex) {
        return SecretBytes.copyOf(Octets.of(hex));
    }
}
