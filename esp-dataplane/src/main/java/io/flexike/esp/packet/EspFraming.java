package io.flexike.esp.packet;

/**
 * The fixed parts of an ESP packet (RFC 4303 2).
 *
 * <pre>
 *  0                   1                   2                   3
 * |               Security Parameters Index (SPI)                 |
 * |                      Sequence Number                          |
 * |                    IV, payload (variable)                     |
 * |       padding 1, 2, 3 ... (0-255)    | Pad Length | Next Hdr  |
 * |         Integrity Check Value-ICV   (variable)                |
 * </pre>
 */
public final class EspFraming {
    /** SPI and sequence number. */
    public static final int HEADER_OCTETS = 8;
    /** Pad length and next header. */
    public static final int TRAILER_OCTETS = 2;

    public static final int NEXT_HEADER_IPV4 = 4;
    public static final int NEXT_HEADER_IPV6 = 41;
    public static final int NEXT_HEADER_NONE = 59;

    private EspFraming() {}

    public static int spi(byte[] buffer, int offset) {
        return Octets.int32(buffer, offset);
    }

    public static int sequence(byte[] buffer, int offset) {
        return Octets.int32(buffer, offset + 4);
    }

    public static void writeHeader(byte[] buffer, int offset, int spi, int sequence) {
        Octets.putInt32(buffer, offset, spi);
        Octets.putInt32(buffer, offset + 4, sequence);
    }

    /**
     * Length of payload, padding and trailer.
     *
     * @param blockOctets the cipher's block; RFC 4303 2.4 demands a multiple of four in any case
     */
    public static int paddedOctets(int payloadOctets, int blockOctets) {
        int unit = Math.max(4, blockOctets);
        return (payloadOctets + TRAILER_OCTETS + unit - 1) / unit * unit;
    }

    /**
     * The longest payload that fits with padding and trailer into so many octets: the opposite of
     * {@link #paddedOctets}.
     *
     * @return negative if not even an empty one does
     */
    public static int longestPayload(int octets, int blockOctets) {
        int unit = Math.max(4, blockOctets);
        return Math.floorDiv(octets, unit) * unit - TRAILER_OCTETS;
    }

    /** Writes padding and trailer so that they end at {@code offset + paddedOctets}. */
    public static void writeTrailer(byte[] buffer, int offset, int payloadOctets, int paddedOctets, int nextHeader) {
        int padding = paddedOctets - payloadOctets - TRAILER_OCTETS;
        int at = offset + payloadOctets;
        for (int i = 1; i <= padding; i++) {
            buffer[at++] = (byte) i;
        }
        buffer[at] = (byte) padding;
        buffer[at + 1] = (byte) nextHeader;
    }

    /**
     * Checks the padding.
     *
     * @return octets of payload without padding and trailer, or -1 if the padding is not 1, 2, 3, ... or too long
     */
    public static int payloadOctets(byte[] buffer, int offset, int paddedOctets) {
        if (paddedOctets < TRAILER_OCTETS) {
            return -1;
        }
        int end = offset + paddedOctets - TRAILER_OCTETS;
        int padding = buffer[end] & 0xff;
        int payload = paddedOctets - TRAILER_OCTETS - padding;
        if (payload < 0) {
            return -1;
        }
        // RFC 4303 2.4: the receiver should inspect the padding
        for (int i = padding, at = end - 1; i > 0; i--, at--) {
            if ((buffer[at] & 0xff) != i) {
                return -1;
            }
        }
        return payload;
    }

    public static int nextHeader(byte[] buffer, int offset, int paddedOctets) {
        return buffer[offset + paddedOctets - 1] & 0xff;
    }
}
