package io.flexike.crypto.internal;

import io.flexike.crypto.cipher.SealingCipher;
import org.jspecify.annotations.Nullable;

/** Seals packets by encryption, then a MAC over everything before the ICV (RFC 4303 3.3.2, RFC 7296 3.14). */
final class EtmSealingCipher implements SealingCipher {
    private final int icvOctets;
    private final int blockOctets;
    private final int ivOctets;
    private final PacketOrder order = new PacketOrder();
    private final ExclusiveUse use = new ExclusiveUse();
    private volatile @Nullable EtmKeys keys;

    EtmSealingCipher(PacketEncryption encryption, PacketMac mac, int ivOctets) {
        this.keys = new EtmKeys(encryption, mac);
        this.icvOctets = mac.icvOctets();
        this.blockOctets = encryption.blockOctets();
        this.ivOctets = ivOctets;
    }

    @Override
    public int ivOctets() {
        return ivOctets;
    }

    @Override
    public int icvOctets() {
        return icvOctets;
    }

    @Override
    public int blockOctets() {
        return blockOctets;
    }

    @Override
    public int seal(byte[] buffer, int offset, int aadOctets, int plaintextOctets, long packetNumber) {
        use.enter();
        try {
            return sealAlone(PacketBounds.requireLive(keys), buffer, offset, aadOctets, plaintextOctets, packetNumber);
        } finally {
            use.leave();
        }
    }

    @Override
    public void destroy() {
        EtmKeys last = keys;
        if (last != null) {
            keys = null;
            last.destroy();
        }
    }

    private int sealAlone(
            EtmKeys live, byte[] buffer, int offset, int aadOctets, int plaintextOctets, long packetNumber) {
        PacketBounds.check(buffer, offset, aadOctets, plaintextOctets, ivOctets + icvOctets);
        if (plaintextOctets % blockOctets != 0) {
            throw new IllegalArgumentException(plaintextOctets + " octets are not whole blocks");
        }
        order.advanceTo(packetNumber);

        live.encryption().apply(buffer, offset + aadOctets, plaintextOctets, packetNumber);
        int covered = aadOctets + ivOctets + plaintextOctets;
        live.mac().write(buffer, offset, covered, packetNumber);
        return covered + icvOctets;
    }
}
