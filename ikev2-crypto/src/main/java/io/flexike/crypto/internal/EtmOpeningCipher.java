package io.flexike.crypto.internal;

import io.flexike.crypto.cipher.OpeningCipher;
import org.jspecify.annotations.Nullable;

/** Opens packets of encrypt-then-MAC: nothing is decrypted before the MAC was found right. */
final class EtmOpeningCipher implements OpeningCipher {
    private final int icvOctets;
    private final int blockOctets;
    private final int ivOctets;
    private final ExclusiveUse use = new ExclusiveUse();
    private volatile @Nullable EtmKeys keys;

    EtmOpeningCipher(PacketEncryption decryption, PacketMac mac, int ivOctets) {
        this.keys = new EtmKeys(decryption, mac);
        this.icvOctets = mac.icvOctets();
        this.blockOctets = decryption.blockOctets();
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
    public int open(byte[] buffer, int offset, int aadOctets, int octets, long packetNumber) {
        use.enter();
        try {
            return openAlone(PacketBounds.requireLive(keys), buffer, offset, aadOctets, octets, packetNumber);
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

    private int openAlone(EtmKeys live, byte[] buffer, int offset, int aadOctets, int octets, long packetNumber) {
        PacketBounds.check(buffer, offset, aadOctets, octets);
        int plaintextOctets = octets - aadOctets - ivOctets - icvOctets;
        if (octets < aadOctets || plaintextOctets < 0 || plaintextOctets % blockOctets != 0) {
            return -1;
        }
        int covered = octets - icvOctets;
        if (!live.mac().verify(buffer, offset, covered, packetNumber)) {
            return -1;
        }
        live.encryption().apply(buffer, offset + aadOctets, plaintextOctets, packetNumber);
        return plaintextOctets;
    }
}
