package io.flexike.crypto.internal;

import io.flexike.crypto.cipher.OpeningCipher;
import org.jspecify.annotations.Nullable;

/** Opens packets of an AEAD whose IV is in the packet. */
final class AeadOpeningCipher implements OpeningCipher {
    private final int icvOctets;
    private final ExclusiveUse use = new ExclusiveUse();
    private volatile @Nullable AeadKeys keys;

    AeadOpeningCipher(Aead aead, AeadNonce nonce, int icvOctets) {
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
    public int open(byte[] buffer, int offset, int aadOctets, int octets, long packetNumber) {
        use.enter();
        try {
            AeadKeys live = PacketBounds.requireLive(keys);
            return openAlone(live.aead(), live.nonce(), buffer, offset, aadOctets, octets, packetNumber);
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

    private int openAlone(
            Aead aead, AeadNonce nonce, byte[] buffer, int offset, int aadOctets, int octets, long packetNumber) {
        PacketBounds.check(buffer, offset, aadOctets, octets);
        if (octets - aadOctets < AeadNonce.IV_OCTETS + icvOctets) {
            return -1;
        }
        int plaintextOctets = octets - aadOctets - AeadNonce.IV_OCTETS - icvOctets;
        boolean extended = nonce.isExtended();
        byte[] aad = extended ? nonce.extend(buffer, offset, aadOctets, packetNumber) : buffer;

        int ivOffset = offset + aadOctets;
        nonce.readIv(buffer, ivOffset);
        int start = ivOffset + AeadNonce.IV_OCTETS;
        boolean authentic = aead.open(
                nonce.octets(),
                aad,
                extended ? 0 : offset,
                extended ? aad.length : aadOctets,
                buffer,
                start,
                plaintextOctets + icvOctets);
        return authentic ? plaintextOctets : -1;
    }
}
