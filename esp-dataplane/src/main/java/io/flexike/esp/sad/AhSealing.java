package io.flexike.esp.sad;

import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.esp.packet.AhFraming;
import io.flexike.esp.packet.OuterHeader;

/**
 * Puts an IP header and AH before a payload. The ICV is that of a cipher which encrypts nothing, over a copy of the
 * packet without what may change (RFC 4302 3.3.3); such a cipher appends the upper half of an extended sequence number
 * as AH does, too. Confined to the lock of its SA.
 */
final class AhSealing {
    private static final int IDENTIFICATIONS = 0xffff;

    private final int spi;
    private final int icvOctets;
    private byte[] scratch = {};

    AhSealing(int spi, int icvOctets) {
        this.spi = spi;
        this.icvOctets = icvOctets;
    }

    int headroomOctets(OuterHeader outer) {
        return outer.octets() + AhFraming.headerOctets(outer.version(), icvOctets);
    }

    /** Octets of the whole packet, which begins at {@code payloadAt - headroomOctets(outer)}. */
    int seal(
            SealingCipher cipher,
            OuterHeader outer,
            byte[] buffer,
            int payloadAt,
            int payloadOctets,
            int nextHeader,
            int trafficClass,
            long number) {
        int header = AhFraming.headerOctets(outer.version(), icvOctets);
        int at = payloadAt - header;
        int start = at - outer.octets();
        // never 0, in place of which the system would put a number of its own
        int identification = (int) (number % IDENTIFICATIONS) + 1;
        outer.write(buffer, start, header + payloadOctets, AhFraming.PROTOCOL, identification, trafficClass);
        AhFraming.write(buffer, at, header, nextHeader, spi, (int) number);
        int before = payloadAt - start;
        int total = before + payloadOctets;
        if (scratch.length < total + icvOctets) {
            scratch = new byte[total + icvOctets];
        }
        System.arraycopy(buffer, start, scratch, 0, total);
        AhFraming.mask(scratch, 0, outer.octets(), icvOctets);
        cipher.seal(scratch, 0, before, payloadOctets, number);
        System.arraycopy(scratch, total, buffer, at + AhFraming.FIXED_OCTETS, icvOctets);
        return total;
    }
}
