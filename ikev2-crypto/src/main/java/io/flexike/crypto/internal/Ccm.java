package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * CCM (RFC 3610) for AES (RFC 4309, RFC 5282) and Camellia (RFC 5529), made of CBC and CTR of the JCA, which are many
 * times faster than a CCM in Java.
 */
final class Ccm implements Aead {
    private static final int BLOCK_OCTETS = BlockChain.BLOCK_OCTETS;

    /** First octet of B_0: there is associated data. */
    private static final int HAS_AAD = 0x40;

    /** RFC 3610 2.2: from here on the length of the associated data needs six octets. */
    private static final int LONG_AAD_OCTETS = 0xFF00;

    private final BlockChain chain;
    private final Cipher counter;
    private final RawKey key;
    private final int icvOctets;
    private final byte[] counterBlock = new byte[BLOCK_OCTETS];
    private final byte[] mask = new byte[BLOCK_OCTETS];

    /** B_0, associated data and text as whole blocks; grows with the packets. */
    private byte[] blocks = new byte[0];

    private Ccm(BlockChain chain, Cipher counter, RawKey key, int icvOctets) {
        this.chain = chain;
        this.counter = counter;
        this.key = key;
        this.icvOctets = icvOctets;
    }

    /** @param algorithm such as {@code AES}; the salt at the end of the keying material is left out */
    static Ccm of(JcaSource source, String algorithm, SecretBytes keyAndSalt, int keyOctets, int icvOctets) {
        return new Ccm(
                BlockChain.of(source, algorithm, keyAndSalt, keyOctets),
                source.cipher(algorithm + "/CTR/NoPadding"),
                RawKey.of(algorithm, keyAndSalt, 0, keyOctets),
                icvOctets);
    }

    @Override
    public void seal(
            byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int plaintextOctets) {
        int macOffset = authenticate(nonce, aad, aadOffset, aadOctets, buffer, offset, plaintextOctets);
        applyCounter(nonce, buffer, offset, plaintextOctets);
        for (int i = 0; i < icvOctets; i++) {
            buffer[offset + plaintextOctets + i] = (byte) (blocks[macOffset + i] ^ mask[i]);
        }
    }

    /** CCM authenticates the plaintext; it is taken away again if that turns out to be forged. */
    @Override
    public boolean open(byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int octets) {
        int text = octets - icvOctets;
        applyCounter(nonce, buffer, offset, text);
        int macOffset = authenticate(nonce, aad, aadOffset, aadOctets, buffer, offset, text);
        int difference = 0;
        for (int i = 0; i < icvOctets; i++) {
            difference |= buffer[offset + text + i] ^ blocks[macOffset + i] ^ mask[i];
        }
        if (difference != 0) {
            Arrays.fill(buffer, offset, offset + text, (byte) 0);
        }
        return difference == 0;
    }

    @Override
    public void destroy() {
        chain.destroy();
        key.destroy();
        Secrets.wipe(blocks);
        Secrets.wipe(mask);
    }

    /** RFC 3610 2.3: A_0 gives the mask of the MAC, A_1 and so on encrypt. */
    private void applyCounter(byte[] nonce, byte[] buffer, int offset, int octets) {
        Arrays.fill(counterBlock, (byte) 0);
        counterBlock[0] = (byte) (lengthOctets(nonce) - 1);
        System.arraycopy(nonce, 0, counterBlock, 1, nonce.length);
        Arrays.fill(mask, (byte) 0);
        try {
            counter.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counterBlock));
            counter.update(mask, 0, BLOCK_OCTETS, mask, 0);
            counter.doFinal(buffer, offset, octets, buffer, offset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the cipher refuses a packet", e);
        }
    }

    /** RFC 3610 2.2. Gives where the MAC begins in {@link #blocks}. */
    private int authenticate(
            byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int octets) {
        int aadLength = aadOctets == 0 ? 0 : aadOctets < LONG_AAD_OCTETS ? 2 : 6;
        int textAt = BLOCK_OCTETS + BlockChain.wholeBlocks(aadLength + aadOctets);
        int end = textAt + BlockChain.wholeBlocks(octets);
        if (blocks.length < end) {
            blocks = new byte[end];
        }
        int lengthOctets = lengthOctets(nonce);
        int flags = (aadOctets == 0 ? 0 : HAS_AAD) | (icvOctets - 2) / 2 << 3 | lengthOctets - 1;
        ByteBuffer out = ByteBuffer.wrap(blocks);
        out.put((byte) flags).put(nonce);
        for (int i = lengthOctets - 1; i >= 0; i--) {
            out.put((byte) (i < Integer.BYTES ? octets >>> 8 * i : 0));
        }
        if (aadLength == 2) {
            out.putShort((short) aadOctets);
        } else if (aadLength == 6) {
            out.putShort((short) 0xFFFE).putInt(aadOctets);
        }
        out.put(aad, aadOffset, aadOctets);
        Arrays.fill(blocks, out.position(), textAt, (byte) 0);
        System.arraycopy(buffer, offset, blocks, textAt, octets);
        Arrays.fill(blocks, textAt + octets, end, (byte) 0);
        chain.encrypt(blocks, end);
        return end - BLOCK_OCTETS;
    }

    /** RFC 3610 2.1: what the nonce leaves for the length of the text; 4 with the nonces of 11 octets of RFC 4309. */
    private static int lengthOctets(byte[] nonce) {
        return BLOCK_OCTETS - 1 - nonce.length;
    }
}
