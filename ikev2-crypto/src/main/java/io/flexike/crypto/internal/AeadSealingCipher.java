package io.flexike.crypto.internal;

import io.flexike.crypto.cipher.SealingCipher;
import org.jspecify.annotations.Nullable;

/** Seals packets with an AEAD; the explicit IV is the packet number (RFC 4106 3.1). */
final class AeadSealingCipher implements SealingCipher {
    private final int icvOctets;
    private final PacketOrder order = new PacketOrder();
    private final ExclusiveUse use = new ExclusiveUse();
    private volatile @Nullable AeadKeys keys;

    AeadSealingCipher(Aead aead, AeadNonce nonce, int icvOctets) {
        this.keys = new AeadKeys(aead, nonce);
        this.icvOctets = icvOctets;
    }

    @Override
    public int ivOctets() {
        return AeadNonce.IV_OCTETS;
    }

    @Override
    public int icvOctets() {
        return icvOctets;
    }

    @Override
    public int blockOctets() {
        return 1;
    }

    @Override
    public int seal(byte[] buffer, int offset, int aadOctets, int plaintextOctets, long packetNumber) {
        use.enter();
        try {
            AeadKeys live = PacketBounds.requireLive(keys);
            return sealAlone(live.aead(), live.nonce(), buffer, offset, aadOctets, plaintextOctets, packetNumber);
        } finally {
            use.leave();
        }
    }

    @Override
    public void destroy() {
        AeadKeys last = keys;
        if (last != null) {
            keys = null;
            last.destroy();
        }
    }

    private int sealAlone(
            Aead aead,
            AeadNonce nonce,
            byte[] buffer,
            int offset,
            int aadOctets,
            int plaintextOctets,
            long packetNumber) {
        PacketBounds.check(buffer, offset, aadOctets, plaintextOctets, AeadNonce.IV_OCTETS + icvOctets);
        boolean extended = nonce.isExtended();
        byte[] aad = extended ? nonce.extend(buffer, offset, aadOctets, packetNumber) : buffer;
        order.advanceTo(packetNumber);

        int ivOffset = offset + aadOctets;
        nonce.writeIv(buffer, ivOffset, packetNumber);
        int start = ivOffset + AeadNonce.IV_OCTETS;
        aead.seal(
                nonce.octets(),
                aad,
                extended ? 0 : offset,
                extended ? aad.length : aadOctets,
                buffer,
                start,
                plaintextOctets);
        return aadOctets + AeadNonce.IV_OCTETS + plaintextOctets + icvOctets;
    }
}
