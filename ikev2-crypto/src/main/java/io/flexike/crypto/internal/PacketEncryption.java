package io.flexike.crypto.internal;

/** Encryption or decryption of packets without integrity, under one key. Confined to one thread. */
interface PacketEncryption {
    /**
     * Works in place on what stands behind the IV. When encrypting, the IV is written.
     *
     * @param octets of plaintext or ciphertext, a multiple of the block
     */
    void apply(byte[] buffer, int ivOffset, int octets, long packetNumber);

    int blockOctets();

    /** Forgets the key. */
    void destroy();
}
