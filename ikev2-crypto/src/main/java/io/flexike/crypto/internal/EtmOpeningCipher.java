package io.flexike.crypto.internal;

import io.flexike.crypto.cipher.OpeningCipher;

/** Opens packets of encrypt-then-MAC: nothing is decrypted before the MAC was found right. */
final class EtmOpeningCipher implements OpeningCipher {
    private final PacketEncryption decryption;
    private final PacketMac mac;
    private final int ivOctets;
    private boolean destroyed;

    EtmOpeningCipher(PacketEncryption decryption, PacketMac mac, int ivOctets) {
        this.decryption = decryption;
        this.mac = mac;
        this.ivOctets = ivOctets;
    }

    @Override
    public int ivOctets() {
        return ivOctets;
    }

    @Override
    public int icvOctets() {
        return mac.icvOctets();
    }

    @Override
    public int blockOctets() {
        return decryption.blockOctets();
    }

    @Override
    public int open(byte[] buffer, int offset, int aadOctets, int octets, long packetNumber) {
        PacketBounds.requireLive(destroyed);
        PacketBounds.check(buffer, offset, aadOctets, octets);
        int plaintextOctets = octets - aadOctets - ivOctets - mac.icvOctets();
        if (octets < aadOctets || plaintextOctets < 0 || plaintextOctets % decryption.blockOctets() != 0) {
            return -1;
        }
        int covered = octets - mac.icvOctets();
        if (!mac.verify(buffer, offset, covered, packetNumber)) {
            return -1;
        }
        decryption.apply(buffer, offset + aadOctets, plaintextOctets, packetNumber);
        return plaintextOctets;
    }

    @Override
    public void destroy() {
        destroyed = true;
        decryption.destroy();
        mac.destroy();
    }
}
