package io.flexike.crypto.internal;

/** What a packet cipher of encrypt-then-MAC forgets when it is destroyed. */
record EtmKeys(PacketEncryption encryption, PacketMac mac) {
    void destroy() {
        encryption.destroy();
        mac.destroy();
    }
}
