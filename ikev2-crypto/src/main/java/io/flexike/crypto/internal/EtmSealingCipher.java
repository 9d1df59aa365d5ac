package io.flexike.crypto.internal;

import io.flexike.crypto.cipher.SealingCipher;

/** Seals packets by encryption, then a MAC over everything before the ICV (RFC 4303 3.3.2, RFC 7296 3.14). */
final class EtmSealingCipher implements SealingCipher {
    private final PacketEncryption encryption;
    private final PacketMac mac;
    private final int ivOctets;
    private final PacketOrder order = new PacketOrder();
    private boolean destroyed;

    EtmSealingCipher(PacketEncryption encryption, PacketMac mac, int ivOctets) {
        this.encryption = encryption;
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
        return encryption.blockOctets();
    }

    @Override
    public int seal(byte[] buffer, int offset, int aadOctets, int plaintextOctets, long packetNumber) {
        PacketBounds.requireLive(destroyed);
        PacketBounds.check(buffer, offset, aadOctets, plaintextOctets, ivOctets + mac.icvOctets());
        if (plaintextOctets % encryption.blockOctets() != 0) {
            throw new IllegalArgumentException(plaintextOctets + " octets are not whole blocks");
        }
        order.advanceTo(packetNumber);

        encryption.apply(buffer, offset + aadOctets, plaintextOctets, packetNumber);
        int covered = aadOctets + ivOctets + plaintextOctets;
        mac.write(buffer, offset, covered, packetNumber);
        return covered + mac.icvOctets();
    }

    @Override
    public void destroy() {
        destroyed = true;
        encryption.destroy();
        mac.destroy();
    }
}
