package io.flexike.esp.packet;

/**
 * DSCP and ECN, which IPv4 calls TOS and IPv6 traffic class, and what tunnels make of them: RFC 2983 for DSCP, the
 * normal mode of RFC 6040 for ECN.
 */
public final class TrafficClass {
    /** {@link #ofOuter} copies the DSCP of the packet inside. */
    public static final int COPIED = -1;

    private static final int ECN = 0x03;
    private static final int NOT_ECT = 0;
    private static final int ECT_1 = 1;
    private static final int ECT_0 = 2;
    private static final int CE = 3;

    private TrafficClass() {}

    /** The octet of the IP packet at that place, 0 to 255. */
    public static int of(byte[] buffer, int at) {
        return (buffer[at] & 0xff) >>> 4 == 4 ? buffer[at + 1] & 0xff : Octets.int16(buffer, at) >>> 4 & 0xff;
    }

    /**
     * The octet of the header before a packet that enters a tunnel. RFC 6040 4.1: ECN is copied.
     *
     * @param dscp 0 to 63, or {@link #COPIED} (RFC 2983 3)
     */
    public static int ofOuter(int inner, int dscp) {
        return dscp == COPIED ? inner : dscp << 2 | inner & ECN;
    }

    /**
     * Takes over into a packet that leaves a tunnel what routers told by the ECN of the outer header (RFC 6040 4.2);
     * its DSCP stays (RFC 2983 4).
     *
     * @param at where the packet inside stands, an IP packet
     * @param outer the octet of the outer header
     * @return false if the packet is to be dropped: congestion was met, of which it cannot tell its receiver
     */
    public static boolean leaveTunnel(byte[] buffer, int at, int outer) {
        // RFC 6040 figure 4: in the columns of Not-ECT and ECT(0) the packet stays as it is
        return (outer & 1) == 0 || takeOver(buffer, at, outer & ECN);
    }

    private static boolean takeOver(byte[] buffer, int at, int outer) {
        boolean ipv4 = (buffer[at] & 0xff) >>> 4 == 4;
        int shift = ipv4 ? 0 : 4;
        int inner = buffer[at + 1] >>> shift & ECN;
        if (inner == NOT_ECT) {
            return outer != CE;
        }
        if (outer == ECT_1 && inner != ECT_0 || outer == inner) {
            return true;
        }
        int before = Octets.int16(buffer, at);
        int after = before & ~(ECN << shift) | outer << shift;
        Octets.putInt16(buffer, at, after);
        if (ipv4) {
            InternetChecksum.update(buffer, at + 10, before, after);
        }
        return true;
    }
}
