package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A block cipher of the JCA in CBC mode, in one direction (RFC 2451, RFC 3602, RFC 5529). Padding is the business of
 * ESP and IKE.
 */
final class JcaCbc implements PacketEncryption {
    private final Cipher cipher;
    private final RawKey key;
    private final byte[] iv;

    /** Only when encrypting. */
    private final @Nullable SecureRandom random;

    private JcaCbc(Cipher cipher, RawKey key, @Nullable SecureRandom random) {
        this.cipher = cipher;
        this.key = key;
        this.iv = new byte[cipher.getBlockSize()];
        this.random = random;
    }

    /** RFC 3602 3: the IV is random for every packet, so that nobody can predict it. */
    static JcaCbc encrypting(JcaSource source, String algorithm, SecretBytes key, SecureRandom random) {
        return of(source, algorithm, key, random);
    }

    static JcaCbc decrypting(JcaSource source, String algorithm, SecretBytes key) {
        return of(source, algorithm, key, null);
    }

    private static JcaCbc of(JcaSource source, String algorithm, SecretBytes key, @Nullable SecureRandom random) {
        return new JcaCbc(
                source.cipher(algorithm + "/CBC/NoPadding"), RawKey.of(algorithm, key, 0, key.length()), random);
    }

    @Override
    public void apply(byte[] buffer, int ivOffset, int octets, long packetNumber) {
        if (random != null) {
            random.nextBytes(iv);
            System.arraycopy(iv, 0, buffer, ivOffset, iv.length);
        }
        int start = ivOffset + iv.length;
        try {
            int mode = random == null ? Cipher.DECRYPT_MODE : Cipher.ENCRYPT_MODE;
            cipher.init(mode, key, new IvParameterSpec(buffer, ivOffset, iv.length));
            cipher.doFinal(buffer, start, octets, buffer, start);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the cipher refuses whole blocks", e);
        }
    }

    @Override
    public int blockOctets() {
        return iv.length;
    }

    @Override
    public void destroy() {
        key.destroy();
    }
}
