package io.flexike.esp.packet;

/**
 * The GRE header (RFC 2784 2, RFC 2890 2).
 *
 * <pre>
 * |C| |K|S| Reserved0       | Ver |         Protocol Type         |
 * |      Checksum (optional)      |       Reserved1 (optional)    |
 * |                         Key (optional)                        |
 * |                 Sequence Number (optional)                    |
 * </pre>
 */
public final class GreFraming {
    /** Of IP, when a GRE header follows. */
    public static final int PROTOCOL = 47;
    /** The header with all that is optional. */
    public static final int MAX_HEADER_OCTETS = 16;

    /** {@link #headerOctets} refused: the packet ends within its header. */
    public static final int TRUNCATED = -1;
    /** {@link #headerOctets} refused: the version is not 0, as with PPTP (RFC 2637). */
    public static final int UNKNOWN_VERSION = -2;
    /** {@link #headerOctets} refused: a reserved bit is set that tells of fields we do not know, such as routing. */
    public static final int RESERVED_BITS = -3;

    private static final int CHECKSUM_PRESENT = 0x8000;
    private static final int KEY_PRESENT = 0x2000;
    private static final int SEQUENCE_PRESENT = 0x1000;
    /** RFC 2784 2.3 without the two bits that RFC 2890 defines: routing, strict source route, half the recursion. */
    private static final int FORBIDDEN = 0x4000 | 0x0800 | 0x0400;

    private static final int VERSION = 0x0007;
    private static final int FIXED_OCTETS = 4;
    private static final int FIELD_OCTETS = 4;

    private GreFraming() {}

    /** Length of the header at {@code at}, or why the packet is to be dropped. */
    public static int headerOctets(byte[] buffer, int at, int octets) {
        if (octets < FIXED_OCTETS) {
            return TRUNCATED;
        }
        int flags = Octets.int16(buffer, at);
        if ((flags & VERSION) != 0) {
            return UNKNOWN_VERSION;
        }
        // RFC 2784 2.3: bits 1 to 5 must be zero, bits 6 to 12 are ignored
        if ((flags & FORBIDDEN) != 0) {
            return RESERVED_BITS;
        }
        int length = headerOctets(
                (flags & CHECKSUM_PRESENT) != 0, (flags & KEY_PRESENT) != 0, (flags & SEQUENCE_PRESENT) != 0);
        return length > octets ? TRUNCATED : length;
    }

    /** Length of a header with these fields. */
    public static int headerOctets(boolean checksum, boolean key, boolean sequence) {
        return FIXED_OCTETS + (checksum ? FIELD_OCTETS : 0) + (key ? FIELD_OCTETS : 0) + (sequence ? FIELD_OCTETS : 0);
    }

    /** The EtherType of what follows the header. */
    public static int protocolType(byte[] buffer, int at) {
        return Octets.int16(buffer, at + 2);
    }

    public static boolean hasChecksum(byte[] buffer, int at) {
        return has(buffer, at, CHECKSUM_PRESENT);
    }

    public static boolean hasKey(byte[] buffer, int at) {
        return has(buffer, at, KEY_PRESENT);
    }

    public static boolean hasSequence(byte[] buffer, int at) {
        return has(buffer, at, SEQUENCE_PRESENT);
    }

    private static boolean has(byte[] buffer, int at, int bit) {
        return (Octets.int16(buffer, at) & bit) != 0;
    }

    /** The key, of a header that has one. */
    public static int key(byte[] buffer, int at) {
        return Octets.int32(buffer, at + FIXED_OCTETS + (hasChecksum(buffer, at) ? FIELD_OCTETS : 0));
    }

    /** The sequence number, of a header that has one. */
    public static int sequence(byte[] buffer, int at) {
        int before = (hasChecksum(buffer, at) ? FIELD_OCTETS : 0) + (hasKey(buffer, at) ? FIELD_OCTETS : 0);
        return Octets.int32(buffer, at + FIXED_OCTETS + before);
    }

    /**
     * Whether the checksum of a header that has one is right.
     *
     * @param octets of header and payload
     */
    public static boolean checksumIsRight(byte[] buffer, int at, int octets) {
        return InternetChecksum.fold(InternetChecksum.sum(0, buffer, at, octets)) == 0;
    }

    /** Writes the first four octets, and zeros where a checksum is to stand. */
    public static void write(byte[] buffer, int at, boolean checksum, boolean key, boolean sequence, int protocolType) {
        int flags = (checksum ? CHECKSUM_PRESENT : 0) | (key ? KEY_PRESENT : 0) | (sequence ? SEQUENCE_PRESENT : 0);
        Octets.putInt16(buffer, at, flags);
        Octets.putInt16(buffer, at + 2, protocolType);
        if (checksum) {
            Octets.putInt32(buffer, at + FIXED_OCTETS, 0);
        }
    }

    /** Writes the key of a header that has one. */
    public static void putKey(byte[] buffer, int at, int key) {
        Octets.putInt32(buffer, at + FIXED_OCTETS + (hasChecksum(buffer, at) ? FIELD_OCTETS : 0), key);
    }

    /** Writes the sequence number of a header that has one. */
    public static void putSequence(byte[] buffer, int at, int sequence) {
        int before = (hasChecksum(buffer, at) ? FIELD_OCTETS : 0) + (hasKey(buffer, at) ? FIELD_OCTETS : 0);
        Octets.putInt32(buffer, at + FIXED_OCTETS + before, sequence);
    }

    /** Writes the checksum of a header that has one and is complete otherwise, as is its payload. */
    public static void putChecksum(byte[] buffer, int at, int octets) {
        Octets.putInt16(buffer, at + FIXED_OCTETS, 0);
        Octets.putInt16(buffer, at + FIXED_OCTETS, InternetChecksum.fold(InternetChecksum.sum(0, buffer, at, octets)));
    }
}
