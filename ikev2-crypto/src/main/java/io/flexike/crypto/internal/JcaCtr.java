package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * A block cipher of the JCA in counter mode, in one direction: RFC 3686 for AES in ESP, RFC 5930 in IKE, RFC 5529 for
 * Camellia. The counter block is nonce | IV | 1.
 */
final class JcaCtr implements PacketEncryption {
    private static final int NONCE_OCTETS = 4;
    private static final int IV_OCTETS = 8;

    private final Cipher cipher;
    private final RawKey key;
    private final byte[] counterBlock;
    private final boolean encrypting;

    private JcaCtr(Cipher cipher, RawKey key, byte[] counterBlock, boolean encrypting) {
        this.cipher = cipher;
        this.key = key;
        this.counterBlock = counterBlock;
        this.encrypting = encrypting;
    }

    /** @param keyAndNonce RFC 3686 5.1: the nonce is behind the key */
    static JcaCtr of(JcaSource source, String algorithm, SecretBytes keyAndNonce, boolean encrypting) {
        int keyOctets = keyAndNonce.length() - NONCE_OCTETS;
        byte[] all = Secrets.open(keyAndNonce);
        byte[] counterBlock = ByteBuffer.allocate(BlockChain.BLOCK_OCTETS)
                .put(all, keyOctets, NONCE_OCTETS)
                .putInt(NONCE_OCTETS + IV_OCTETS, 1)
                .array();
        Secrets.wipe(all);
        return new JcaCtr(
                source.cipher(algorithm + "/CTR/NoPadding"),
                RawKey.of(algorithm, keyAndNonce, 0, keyOctets),
                counterBlock,
                encrypting);
    }

    @Override
    public void apply(byte[] buffer, int ivOffset, int octets, long packetNumber) {
        if (encrypting) {
            // RFC 3686 3.1: any IV will do that never repeats
            AeadNonce.LONG.set(buffer, ivOffset, packetNumber);
        }
        System.arraycopy(buffer, ivOffset, counterBlock, NONCE_OCTETS, IV_OCTETS);
        int start = ivOffset + IV_OCTETS;
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counterBlock));
            cipher.doFinal(buffer, start, octets, buffer, start);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the cipher refuses a packet", e);
        }
    }

    @Override
    public int blockOctets() {
        return 1;
    }

    @Override
    public void destroy() {
        key.destroy();
        Secrets.wipe(counterBlock);
    }
}
