package io.flexike.crypto.signature;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.internal.SignatureKeys;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;

/**
 * A private key that signs. It prints nothing of itself. Thread-safe, as far as the provider of a key of the JCA is. An
 * application whose keys are elsewhere implements it.
 */
public interface SigningKey {
    /**
     * A key of the JCA. One that shows its octets is used by this library where that is faster; any other, such as one
     * in a hardware module, signs through its own provider.
     *
     * @param publicKey what belongs to it
     * @throws IllegalArgumentException if keys of its kind or its strength are not supported, or the public key is that
     *     of another one as far as can be told
     */
    static SigningKey of(PrivateKey privateKey, PublicKey publicKey) {
        return SignatureKeys.signing(privateKey, VerificationKey.of(publicKey));
    }

    /**
     * A key in the form of PKCS #8 (RFC 5958), without encryption. For ML-DSA it may be a seed, an expanded key or both
     * (RFC 9881 6).
     *
     * @param der may be destroyed afterwards
     * @throws IllegalArgumentException if it is malformed, or keys of its kind or its strength are not supported
     */
    static SigningKey ofPkcs8(SecretBytes der) {
        return SignatureKeys.signing(der);
    }

    /**
     * A key in the form of PKCS #8 under a passphrase (RFC 5958 3): PBES2 with PBKDF2 of at most 5 000 000 iterations
     * and AES or triple DES in CBC mode (RFC 8018 6.2). It takes as long as deriving the key does.
     *
     * @param passphrase in UTF-8; may be destroyed afterwards
     * @throws IllegalArgumentException if it is malformed or encrypted otherwise, the passphrase is wrong, or keys of
     *     its kind or its strength are not supported
     */
    static SigningKey ofEncryptedPkcs8(byte[] der, SecretBytes passphrase) {
        return SignatureKeys.signing(der, passphrase);
    }

    /** What others verify its signatures with. */
    VerificationKey verificationKey();

    /**
     * Whether it signs with what is in memory. IKE asks such a key on the thread of the engine, and any other one on
     * another thread, where it may take its time.
     */
    default boolean isImmediate() {
        return false;
    }

    /**
     * Signs.
     *
     * @param scheme that {@linkplain SignatureScheme#fits fits} the type of the key
     * @param random for schemes that need it
     * @throws SigningFailedException if the key is not available; what else it throws is taken for the same, but only
     *     the name of its class is told
     * @throws IllegalArgumentException if the scheme does not fit the key
     */
    byte[] sign(SignatureScheme scheme, byte[] octets, SecureRandom random) throws SigningFailedException;
}
