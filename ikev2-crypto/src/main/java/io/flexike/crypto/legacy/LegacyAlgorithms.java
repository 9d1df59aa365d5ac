package io.flexike.crypto.legacy;

import io.flexike.crypto.SecretBytes;

/** What MS-CHAP-V2 (RFC 2759) needs and nothing new should. Thread-safe. */
public interface LegacyAlgorithms {
    /** Octets of a DES key without its parity bits. */
    int DES_KEY_OCTETS = 7;

    /** Octets of a DES block. */
    int DES_BLOCK_OCTETS = 8;

    /** The MD4 digest (RFC 1320), 16 octets. */
    SecretBytes md4(SecretBytes message);

    /**
     * One block under DES, as {@code DesEncrypt()} of RFC 2759 8.6.
     *
     * @param key 7 octets, into which the parity bits are inserted here
     * @param block 8 octets
     * @throws IllegalArgumentException if key or block have another length
     */
    byte[] desEncrypt(SecretBytes key, byte[] block);
}
