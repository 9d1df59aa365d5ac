package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.util.Arrays;

/** AES-CMAC (RFC 4493) and AES-XCBC-MAC (RFC 3566), which differ only in how three keys are made of one. */
final class AesMac implements KeyedMac {
    static final int KEY_OCTETS = 16;

    private static final int BLOCK_OCTETS = BlockChain.BLOCK_OCTETS;

    /** Enough for a PRF; a packet makes it grow once. */
    private static final int FIRST_OCTETS = 128;

    private final BlockChain chain;

    /** What the last block is combined with if the message fills it, and if it does not. */
    private final byte[] whole;

    private final byte[] padded;
    private byte[] message = new byte[FIRST_OCTETS];
    private int octets;

    private AesMac(BlockChain chain, byte[] whole, byte[] padded) {
        this.chain = chain;
        this.whole = whole;
        this.padded = padded;
    }

    /** RFC 4493 2.3: both come from the encrypted zero block by doubling. */
    static AesMac cmac(JcaSource source, SecretBytes key) {
        BlockChain chain = BlockChain.of(source, "AES", key, KEY_OCTETS);
        byte[] whole = doubled(block(chain, 0));
        return new AesMac(chain, whole, doubled(whole));
    }

    /** RFC 3566 4: three keys from three constants. */
    static AesMac xcbc(JcaSource source, SecretBytes key) {
        BlockChain derivation = BlockChain.of(source, "AES", key, KEY_OCTETS);
        SecretBytes first = Secrets.take(block(derivation, 1));
        AesMac mac =
                new AesMac(BlockChain.of(source, "AES", first, KEY_OCTETS), block(derivation, 2), block(derivation, 3));
        derivation.destroy();
        first.destroy();
        return mac;
    }

    @Override
    public int outputOctets() {
        return BLOCK_OCTETS;
    }

    @Override
    public void update(byte[] from, int offset, int count) {
        // one more octet than needed now, for the padding
        if (octets + count >= message.length) {
            byte[] small = message;
            message = Arrays.copyOf(small, BlockChain.wholeBlocks(octets + count + 1));
            Secrets.wipe(small);
        }
        System.arraycopy(from, offset, message, octets, count);
        octets += count;
    }

    @Override
    public void finish(byte[] target, int offset) {
        boolean full = octets > 0 && octets % BLOCK_OCTETS == 0;
        int end = full ? octets : BlockChain.wholeBlocks(octets + 1);
        if (!full) {
            message[octets] = (byte) 0x80;
            Arrays.fill(message, octets + 1, end, (byte) 0);
        }
        byte[] last = full ? whole : padded;
        for (int i = 0; i < BLOCK_OCTETS; i++) {
            message[end - BLOCK_OCTETS + i] ^= last[i];
        }
        chain.encrypt(message, end);
        System.arraycopy(message, end - BLOCK_OCTETS, target, offset, BLOCK_OCTETS);
        octets = 0;
    }

    @Override
    public void destroy() {
        chain.destroy();
        Secrets.wipe(whole);
        Secrets.wipe(padded);
        Secrets.wipe(message);
    }

    private static byte[] block(BlockChain chain, int constant) {
        byte[] block = new byte[BLOCK_OCTETS];
        Arrays.fill(block, (byte) constant);
        chain.encrypt(block, BLOCK_OCTETS);
        return block;
    }

    /** Multiplied by x in GF(2^128), without a branch on a secret. */
    private static byte[] doubled(byte[] block) {
        byte[] result = new byte[BLOCK_OCTETS];
        int carry = 0;
        for (int i = BLOCK_OCTETS - 1; i >= 0; i--) {
            int shifted = (block[i] & 0xFF) << 1 | carry;
            result[i] = (byte) shifted;
            carry = shifted >>> 8;
        }
        result[BLOCK_OCTETS - 1] ^= (byte) (-carry & 0x87);
        return result;
    }
}
