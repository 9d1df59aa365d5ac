package io.flexike.crypto.cipher;

/**
 * Protects packets of one SA in one direction, in place, for IKE's SK payload and for ESP alike. Confined to one thread
 * at a time.
 *
 * <pre>
 * offset        +aadOctets      +ivOctets                    +plaintextOctets   +icvOctets
 *   | associated data | IV (written) | plaintext -> ciphertext | ICV (written) |
 * </pre>
 */
public interface SealingCipher {
    int ivOctets();

    int icvOctets();

    /** The plaintext, padding included, must be a multiple of this: the block in CBC mode, otherwise 1. */
    int blockOctets();

    /**
     * Encrypts and authenticates in place.
     *
     * @param offset where the associated data begins
     * @param aadOctets length of the associated data (8 for ESP; header up to the IV for IKE)
     * @param plaintextOctets length of the plaintext, which stands behind associated data and IV
     * @param packetNumber never the same twice under one key; counter-based ciphers derive their IV from it, and its
     *     upper half is authenticated when the spec says extended sequence numbers (RFC 4303 2.2.1)
     * @return octets from {@code offset} to the end of the ICV
     * @throws IllegalStateException if destroyed, if the packet number did not grow, or while another thread is at it
     */
    int seal(byte[] buffer, int offset, int aadOctets, int plaintextOctets, long packetNumber);

    /** Forgets the keys. */
    void destroy();
}
