package io.flexike.crypto.internal;

/** RFC 2410: no encryption and no IV; what remains is the MAC. For ESP only. */
final class NullEncryption implements PacketEncryption {
    @Override
    public void apply(byte[] buffer, int ivOffset, int octets, long packetNumber) {
        // the identity
    }

    @Override
    public int blockOctets() {
        return 1;
    }

    @Override
    public void destroy() {
        // no key
    }
}
