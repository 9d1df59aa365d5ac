package io.flexike.crypto.internal;

/** A MAC under one key, for as many messages as one likes. Confined to one thread. */
interface KeyedMac {
    int outputOctets();

    void update(byte[] octets, int offset, int count);

    /** Writes the whole output and begins the next message. */
    void finish(byte[] target, int offset);

    /** Forgets the key. */
    void destroy();
}
