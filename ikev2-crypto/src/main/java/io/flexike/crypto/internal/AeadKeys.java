package io.flexike.crypto.internal;

/** What an AEAD packet cipher forgets when it is destroyed. */
record AeadKeys(Aead aead, AeadNonce nonce) {
    void destroy() {
        aead.destroy();
        nonce.destroy();
    }
}
