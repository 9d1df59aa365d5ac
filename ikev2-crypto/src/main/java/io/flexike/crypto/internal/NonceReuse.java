package io.flexike.crypto.internal;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.Function;
import javax.crypto.Cipher;

/**
 * Makes a cipher ready to open a packet although the packet before had the same nonce. That one may have been forged,
 * so this one must get its chance; but some ciphers, such as ChaCha20-Poly1305 of Java 17, refuse the nonce of the call
 * before. Never for sealing.
 */
final class NonceReuse {
    private NonceReuse() {}

    static void init(
            Cipher cipher, int mode, RawKey key, byte[] nonce, Function<byte[], AlgorithmParameterSpec> parameters)
            throws GeneralSecurityException {
        try {
            cipher.init(mode, key, parameters.apply(nonce));
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            byte[] another = nonce.clone();
            another[0] ^= 1;
            cipher.init(mode, key, parameters.apply(another));
            cipher.init(mode, key, parameters.apply(nonce));
        }
    }
}
