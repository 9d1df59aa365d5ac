package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** A block cipher of 16 octets in CBC mode from an IV of zeros: what CMAC, XCBC and CCM are made of. */
final class BlockChain {
    static final int BLOCK_OCTETS = 16;

    private final Cipher cipher;
    private final RawKey key;

    private BlockChain(Cipher cipher, RawKey key) {
        this.cipher = cipher;
        this.key = key;
    }

    /** @param algorithm such as {@code AES} */
    static BlockChain of(JcaSource source, String algorithm, SecretBytes secret, int keyOctets) {
        RawKey key = RawKey.of(algorithm, secret, 0, keyOctets);
        Cipher cipher = source.cipher(algorithm + "/CBC/NoPadding");
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[BLOCK_OCTETS]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the cipher refuses its key", e);
        }
        return new BlockChain(cipher, key);
    }

    /** Encrypts whole blocks in place; the last of them is the MAC. The next call begins a new chain. */
    void encrypt(byte[] blocks, int octets) {
        try {
            cipher.doFinal(blocks, 0, octets, blocks, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the cipher refuses whole blocks", e);
        }
    }

    void destroy() {
        key.destroy();
    }

    /** Octets up to the next whole block. */
    static int wholeBlocks(int octets) {
        return (octets + BLOCK_OCTETS - 1) & -BLOCK_OCTETS;
    }
}
