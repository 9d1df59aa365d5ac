package io.flexike.esp.sad;

import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.esp.packet.AhFraming;

/** Verifies AH; the opposite of {@link AhSealing}. Confined to the lock of its SA. */
final class AhOpening {
    private final int icvOctets;
    private byte[] scratch = {};

    AhOpening(int icvOctets) {
        this.icvOctets = icvOctets;
    }

    /**
     * Length of AH.
     *
     * @param at where AH stands
     * @param octets from there to the end of the packet
     * @return -1 if it cannot be
     */
    int headerOctets(byte[] buffer, int at, int octets) {
        int header = AhFraming.headerOctets(buffer, at, icvOctets);
        return header > octets ? -1 : header;
    }

    /** Whether a packet with AH at {@code at} is authentic. The buffer stays as it is. */
    boolean verifies(OpeningCipher cipher, byte[] buffer, int offset, int octets, int at, int header, long number) {
        if (scratch.length < octets + icvOctets) {
            scratch = new byte[octets + icvOctets];
        }
        System.arraycopy(buffer, offset, scratch, 0, octets);
        System.arraycopy(buffer, at + AhFraming.FIXED_OCTETS, scratch, octets, icvOctets);
        AhFraming.mask(scratch, 0, at - offset, icvOctets);
        return cipher.open(scratch, 0, at - offset + header, octets + icvOctets, number) >= 0;
    }
}
