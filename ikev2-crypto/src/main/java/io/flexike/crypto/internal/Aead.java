package io.flexike.crypto.internal;

/** An AEAD under one key, in place in a buffer. Confined to one thread, and to one of the two directions. */
interface Aead {
    /** Replaces the plaintext by the ciphertext and writes the ICV behind it. */
    void seal(byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int plaintextOctets);

    /**
     * Verifies, and replaces ciphertext and ICV by the plaintext.
     *
     * @param octets of ciphertext and ICV
     * @return whether it is authentic
     */
    boolean open(byte[] nonce, byte[] aad, int aadOffset, int aadOctets, byte[] buffer, int offset, int octets);

    /** Forgets the key. */
    void destroy();
}
