package io.flexike.crypto.internal;

/**
 * Sees to it that no packet number is used twice under one key; with a counter mode a repeat gives the plaintext away.
 */
final class PacketOrder {
    private boolean begun;
    private long last;

    /**
     * Takes the next number, which counts as used whatever happens afterwards.
     *
     * @param packetNumber unsigned
     */
    void advanceTo(long packetNumber) {
        if (begun && Long.compareUnsigned(packetNumber, last) <= 0) {
            throw new IllegalStateException("packet number " + Long.toUnsignedString(packetNumber) + " does not follow "
                    + Long.toUnsignedString(last));
        }
        begun = true;
        last = packetNumber;
    }
}
