package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * An AEAD of the JCA. The parameter object of each packet is the only thing that is allocated here; JCA insists on it.
 */
final class JcaAead implements Aead {
    private final Cipher cipher;
    private final RawKey key;
    private final Function<byte[], AlgorithmParameterSpec> parameters;

    private JcaAead(Cipher cipher, RawKey key, Function<byte[], AlgorithmParameterSpec> parameters) {
        this.cipher = cipher;
        this.key = key;
        this.parameters = parameters;
    }

    /** AES-GCM with an ICV of 12 or 16 octets; the salt at the end of the keying material is left out. */
    static JcaAead aesGcm(JcaSource source, SecretBytes keyAndSalt, int keyOctets, int icvOctets) {
        return new JcaAead(
                source.cipher("AES/GCM/NoPadding"),
                RawKey.of("AES", keyAndSalt, 0, keyOctets),
                nonce -> new GCMParameterSpec(8 * icvOctets, nonce));
    }

    /** RFC 7634. */
    static JcaAead chaCha20Poly1305(JcaSource source, SecretBytes keyAndSalt, int keyOctets) {
        return new JcaAead(
                source.cipher("ChaCha20-Poly1305"),
                RawKey.of("ChaCha20", keyAndSalt, 0, keyOctets),
                IvParameterSpec::new);
    }

    @Override
    public void seal(
            byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int plaintextOctets) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters.apply(nonce));
            cipher.updateAAD(aad, aadOffset, aadOctets);
            cipher.doFinal(buffer, offset, plaintextOctets, buffer, offset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the cipher refuses to seal", e);
        }
    }

    @Override
    public boolean open(byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int octets) {
        try {
            NonceReuse.init(cipher, Cipher.DECRYPT_MODE, key, nonce, parameters);
            cipher.updateAAD(aad, aadOffset, aadOctets);
            cipher.doFinal(buffer, offset, octets, buffer, offset);
            return true;
        } catch (GeneralSecurityException e) {
            // some providers decrypt in place before they look at the tag
            Arrays.fill(buffer, offset, offset + octets, (byte) 0);
            return false;
        }
    }

    @Override
    public void destroy() {
        key.destroy();
    }
}
