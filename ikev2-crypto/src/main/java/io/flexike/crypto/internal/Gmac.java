package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * ENCR_NULL_AUTH_AES_GMAC (RFC 4543): nothing is encrypted; header, IV and text are the associated data of AES-GCM
 * without a plaintext. For ESP only.
 */
final class Gmac implements Aead {
    private static final int ICV_OCTETS = 16;

    private final Cipher gcm;
    private final RawKey key;

    private Gmac(Cipher gcm, RawKey key) {
        this.gcm = gcm;
        this.key = key;
    }

    static Gmac of(JcaSource source, SecretBytes keyAndSalt, int keyOctets) {
        return new Gmac(source.cipher("AES/GCM/NoPadding"), RawKey.of("AES", keyAndSalt, 0, keyOctets));
    }

    @Override
    public void seal(
            byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int plaintextOctets) {
        try {
            gcm.init(Cipher.ENCRYPT_MODE, key, parameters(nonce));
            update(nonce, aad, aadOffset, aadOctets, buffer, offset, plaintextOctets);
            int end = offset + plaintextOctets;
            gcm.doFinal(buffer, end, 0, buffer, end);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the cipher refuses to seal", e);
        }
    }

    @Override
    public boolean open(byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int octets) {
        try {
            NonceReuse.init(gcm, Cipher.DECRYPT_MODE, key, nonce, Gmac::parameters);
            int text = octets - ICV_OCTETS;
            update(nonce, aad, aadOffset, aadOctets, buffer, offset, text);
            gcm.doFinal(buffer, offset + text, ICV_OCTETS, buffer, offset + text);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public void destroy() {
        key.destroy();
    }

    /** RFC 4543 3.3 and figure 4: the IV is authenticated as part of the packet, not only as nonce. */
    private void update(
            byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int textOctets) {
        gcm.updateAAD(aad, aadOffset, aadOctets);
        gcm.updateAAD(nonce, nonce.length - AeadNonce.IV_OCTETS, AeadNonce.IV_OCTETS);
        gcm.updateAAD(buffer, offset, textOctets);
    }

    private static GCMParameterSpec parameters(byte[] nonce) {
        return new GCMParameterSpec(8 * ICV_OCTETS, nonce);
    }
}
