package io.flexike.esp.packet;

import java.util.Arrays;

/**
 * The Authentication Header behind an IP header without options or extension headers (RFC 4302 2, 3.3.3).
 *
 * <pre>
 * | Next Header   |  Payload Len  |          RESERVED             |
 * |                 Security Parameters Index (SPI)               |
 * |                       Sequence Number                         |
 * ~           Integrity Check Value-ICV, padding (variable)       ~
 * </pre>
 */
public final class AhFraming {
    public static final int PROTOCOL = 51;
    /** All but the ICV. */
    public static final int FIXED_OCTETS = 12;

    private static final int IPV4_OCTETS = 20;
    private static final int IPV6_OCTETS = 40;
    /** The longest padding behind the ICV that a sender may need, whatever it aligns to. */
    private static final int MAX_PADDING = 7;

    private AhFraming() {}

    /** Length of the header. RFC 4302 2.6: a multiple of 4 octets with IPv4, of 8 with IPv6. */
    public static int headerOctets(int ipVersion, int icvOctets) {
        int unit = ipVersion == 4 ? 4 : 8;
        return (FIXED_OCTETS + icvOctets + unit - 1) / unit * unit;
    }

    /** Writes a header with zeros for the ICV. */
    public static void write(byte[] buffer, int at, int headerOctets, int nextHeader, int spi, int sequence) {
        buffer[at] = (byte) nextHeader;
        // RFC 4302 2.2: in words of 4 octets, minus 2
        buffer[at + 1] = (byte) (headerOctets / 4 - 2);
        Octets.putInt16(buffer, at + 2, 0);
        Octets.putInt32(buffer, at + 4, spi);
        Octets.putInt32(buffer, at + 8, sequence);
        Arrays.fill(buffer, at + FIXED_OCTETS, at + headerOctets, (byte) 0);
    }

    /**
     * Finds the header in a packet.
     *
     * @return where it stands behind {@code offset}, or -1 if this is no such packet: it is malformed or a fragment, or
     *     there are options or extension headers before AH
     */
    public static int find(byte[] buffer, int offset, int octets) {
        int version = octets < 1 ? 0 : (buffer[offset] & 0xff) >>> 4;
        boolean found = version == 4
                ? octets >= IPV4_OCTETS + FIXED_OCTETS
                        && buffer[offset] == 0x45
                        && (Octets.int16(buffer, offset + 6) & 0x3fff) == 0
                        && (buffer[offset + 9] & 0xff) == PROTOCOL
                : version == 6 && octets >= IPV6_OCTETS + FIXED_OCTETS && (buffer[offset + 6] & 0xff) == PROTOCOL;
        return found ? version == 4 ? IPV4_OCTETS : IPV6_OCTETS : -1;
    }

    /** Length of a packet as its IP header says. */
    public static int totalOctets(byte[] buffer, int offset) {
        return (buffer[offset] & 0xff) >>> 4 == 4
                ? Octets.int16(buffer, offset + 2)
                : IPV6_OCTETS + Octets.int16(buffer, offset + 4);
    }

    public static int spi(byte[] buffer, int at) {
        return Octets.int32(buffer, at + 4);
    }

    public static int sequence(byte[] buffer, int at) {
        return Octets.int32(buffer, at + 8);
    }

    public static int nextHeader(byte[] buffer, int at) {
        return buffer[at] & 0xff;
    }

    /** Length of a header with an ICV of that size as the header says, or -1 if that cannot be. */
    public static int headerOctets(byte[] buffer, int at, int icvOctets) {
        int octets = ((buffer[at + 1] & 0xff) + 2) * 4;
        int padding = octets - FIXED_OCTETS - icvOctets;
        return padding < 0 || padding > MAX_PADDING ? -1 : octets;
    }

    /**
     * Writes zeros where a packet may change on its way, and into the ICV (RFC 4302 3.3.3.1).
     *
     * @param at where AH stands
     */
    public static void mask(byte[] buffer, int offset, int at, int icvOctets) {
        if (at - offset == IPV4_OCTETS) {
            buffer[offset + 1] = 0;
            Octets.putInt16(buffer, offset + 6, 0);
            buffer[offset + 8] = 0;
            Octets.putInt16(buffer, offset + 10, 0);
        } else {
            Octets.putInt32(buffer, offset, 0x60000000);
            buffer[offset + 7] = 0;
        }
        Arrays.fill(buffer, at + FIXED_OCTETS, at + FIXED_OCTETS + icvOctets, (byte) 0);
    }
}
