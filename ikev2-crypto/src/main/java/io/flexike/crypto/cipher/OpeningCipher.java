package io.flexike.crypto.cipher;

/** The opposite of {@link SealingCipher}: verifies and decrypts in place. Confined to one thread at a time. */
public interface OpeningCipher {
    int ivOctets();

    int icvOctets();

    int blockOctets();

    /**
     * Verifies, then decrypts in place; the plaintext stands at {@code offset + aadOctets + ivOctets()}.
     *
     * @param octets from {@code offset} to the end of the ICV
     * @param packetNumber 64-bit sequence number; only its upper half counts, and only with extended sequence numbers
     * @return octets of plaintext, padding included, or -1 if the packet is not authentic or has an impossible length;
     *     the buffer's content is undefined then, but no plaintext
     * @throws IllegalStateException if destroyed, or while another thread is at it
     */
    int open(byte[] buffer, int offset, int aadOctets, int octets, long packetNumber);

    /** Forgets the keys. */
    void destroy();
}
