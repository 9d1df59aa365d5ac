package io.flexike.esp.packet;

/**
 * Cuts a packet of IPv4 into pieces, one after the other (RFC 791 3.2); the packet may be a piece itself. Reusable,
 * allocates nothing, confined to one thread.
 */
public final class Ipv4Fragmenter {
    /** A header with all the options that there can be, and the smallest content of a piece. */
    public static final int MIN_MTU = 68;

    private static final int FIXED_HEADER = 20;
    private static final int MAX_HEADER = 60;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int OFFSET = 0x1fff;
    private static final int UNIT = 8;
    /** The longest packet. */
    private static final int MAX_CONTENT = 65535;

    private static final int END_OF_OPTIONS = 0;
    private static final int NO_OPERATION = 1;
    private static final int COPIED = 0x80;

    private final byte[] laterHeader = new byte[MAX_HEADER];
    private byte[] buffer = laterHeader;
    private int offset;
    private int headerOctets;
    private int laterHeaderOctets;
    private int totalOctets;
    private int flags;
    private int mtu;
    private int next;

    /** Nothing to cut yet. */
    public Ipv4Fragmenter() {}

    /** Whether a packet is no fragment that reaches beyond the longest packet, whose pieces would begin anew at 0. */
    public static boolean canCut(byte[] packet, int at) {
        int content = Octets.int16(packet, at + 2) - (packet[at] & 0x0f) * 4;
        return (Octets.int16(packet, at + 6) & OFFSET) * UNIT + content <= MAX_CONTENT;
    }

    /**
     * Takes a well-formed packet, which must stay as it is until its last piece was written.
     *
     * @param newMtu octets of the longest piece, at least {@value #MIN_MTU}
     */
    public void begin(byte[] packet, int at, int newMtu) {
        if (newMtu < MIN_MTU) {
            throw new IllegalArgumentException("an MTU of " + newMtu + " is less than " + MIN_MTU);
        }
        buffer = packet;
        offset = at;
        mtu = newMtu;
        headerOctets = (packet[at] & 0x0f) * 4;
        totalOctets = Octets.int16(packet, at + 2);
        flags = Octets.int16(packet, at + 6);
        next = headerOctets;
        laterHeaderOctets = copyHeader();
    }

    /** Whether something is left. */
    public boolean hasNext() {
        return next < totalOctets;
    }

    /** Writes the next piece, of which there must be one; returns its length. */
    public int next(byte[] target, int at) {
        boolean first = next == headerOctets;
        byte[] header = first ? buffer : laterHeader;
        int octets = first ? headerOctets : laterHeaderOctets;
        int left = totalOctets - next;
        // RFC 791 3.2: all but the last piece carry a multiple of eight octets
        int content = octets + left <= mtu ? left : (mtu - octets) / UNIT * UNIT;
        System.arraycopy(header, first ? offset : 0, target, at, octets);
        System.arraycopy(buffer, offset + next, target, at + octets, content);
        int more = content < left ? MORE_FRAGMENTS : flags & MORE_FRAGMENTS;
        Octets.putInt16(target, at + 2, octets + content);
        Octets.putInt16(target, at + 6, more | (flags & OFFSET) + (next - headerOctets) / UNIT);
        Octets.putInt16(target, at + 10, 0);
        Octets.putInt16(target, at + 10, InternetChecksum.fold(InternetChecksum.sum(0, target, at, octets)));
        next += content;
        return octets + content;
    }

    /** The header of all pieces but the first. RFC 791 3.1: only options with the copied flag go along. */
    private int copyHeader() {
        System.arraycopy(buffer, offset, laterHeader, 0, FIXED_HEADER);
        int to = FIXED_HEADER;
        int at = offset + FIXED_HEADER;
        int end = offset + headerOctets;
        while (at < end) {
            int option = buffer[at] & 0xff;
            if (option == END_OF_OPTIONS) {
                break;
            }
            int octets = option == NO_OPERATION ? 1 : optionOctets(at, end);
            if (octets < 0) {
                break;
            }
            if ((option & COPIED) != 0) {
                System.arraycopy(buffer, at, laterHeader, to, octets);
                to += octets;
            }
            at += octets;
        }
        while (to % 4 != 0) {
            laterHeader[to++] = END_OF_OPTIONS;
        }
        laterHeader[0] = (byte) (0x40 | to / 4);
        return to;
    }

    /** Length of an option, or -1 if it cannot be. */
    private int optionOctets(int at, int end) {
        int octets = at + 1 < end ? buffer[at + 1] & 0xff : 0;
        return octets < 2 || at + octets > end ? -1 : octets;
    }
}
