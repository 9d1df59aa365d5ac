package io.flexike.crypto.internal;

import io.flexike.crypto.cipher.OpeningCipher;

/** Opens packets of an AEAD whose IV is in the packet. */
final class AeadOpeningCipher implements OpeningCipher {
    private final Aead aead;
    private final AeadNonce nonce;
    private final int icvOctets;
    private boolean destroyed;

    AeadOpeningCipher(Aead aead, AeadNonce nonce, int icvOctets) {
        this.aead = aead;
        this.nonce = nonce;
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
        PacketBounds.requireLive(destroyed);
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

    @Override
    public void destroy() {
        destroyed = true;
        aead.destroy();
        nonce.destroy();
    }
}
