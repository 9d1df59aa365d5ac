package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES-GCM with an ICV of 8 octets (RFC 4106 6), shorter than JCA checks: the whole tag is computed, also to open, and
 * the first octets of it are compared.
 */
final class ShortTagGcm implements Aead {
    private static final int TAG_OCTETS = 16;

    /** The first counter of GCM is for the tag. */
    private static final int TEXT_COUNTER = 2;

    private final Cipher gcm;
    private final Cipher counter;
    private final RawKey key;
    private final int icvOctets;
    private byte[] sealed = new byte[0];

    private ShortTagGcm(Cipher gcm, Cipher counter, RawKey key, int icvOctets) {
        this.gcm = gcm;
        this.counter = counter;
        this.key = key;
        this.icvOctets = icvOctets;
    }

    static ShortTagGcm of(JcaSource source, SecretBytes keyAndSalt, int keyOctets, int icvOctets) {
        return new ShortTagGcm(
                source.cipher("AES/GCM/NoPadding"),
                source.cipher("AES/CTR/NoPadding"),
                RawKey.of("AES", keyAndSalt, 0, keyOctets),
                icvOctets);
    }

    @Override
    public void seal(
            byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int plaintextOctets) {
        try {
            gcm.init(Cipher.ENCRYPT_MODE, key, parameters(nonce));
            sealAside(aad, aadOffset, aadOctets, buffer, offset, plaintextOctets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the cipher refuses to seal", e);
        }
        System.arraycopy(sealed, 0, buffer, offset, plaintextOctets + icvOctets);
    }

    /** Decrypts, seals the plaintext again to see its tag, and takes the plaintext away if the tag is another. */
    @Override
    public boolean open(byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int octets) {
        int text = octets - icvOctets;
        boolean authentic = decryptAndCompare(nonce, aad, aadOffset, aadOctets, buffer, offset, text);
        if (!authentic) {
            Arrays.fill(buffer, offset, offset + text, (byte) 0);
        }
        return authentic;
    }

    @Override
    public void destroy() {
        key.destroy();
        Secrets.wipe(sealed);
    }

    private boolean decryptAndCompare(
            byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int text) {
        try {
            counter.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counterBlock(nonce)));
            counter.doFinal(buffer, offset, text, buffer, offset);
            NonceReuse.init(gcm, Cipher.ENCRYPT_MODE, key, nonce, ShortTagGcm::parameters);
            sealAside(aad, aadOffset, aadOctets, buffer, offset, text);
        } catch (GeneralSecurityException e) {
            return false;
        }
        int difference = 0;
        for (int i = 0; i < icvOctets; i++) {
            difference |= sealed[text + i] ^ buffer[offset + text + i];
        }
        return difference == 0;
    }

    private void sealAside(byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int octets)
            throws GeneralSecurityException {
        if (sealed.length < octets + TAG_OCTETS) {
            sealed = new byte[octets + TAG_OCTETS];
        }
        gcm.updateAAD(aad, aadOffset, aadOctets);
        gcm.doFinal(buffer, offset, octets, sealed, 0);
    }

    private static GCMParameterSpec parameters(byte[] nonce) {
        return new GCMParameterSpec(8 * TAG_OCTETS, nonce);
    }

    private static byte[] counterBlock(byte[] nonce) {
        return ByteBuffer.allocate(BlockChain.BLOCK_OCTETS)
                .put(nonce)
                .putInt(TEXT_COUNTER)
                .array();
    }
}
