package io.flexike.esp.forward;

import io.flexike.esp.packet.Octets;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.TrafficClass;

/**
 * What the outer headers of an SA's packets look like.
 *
 * @param dscp 0 to 63, or {@link TrafficClass#COPIED}; transport mode, where there is one header only, does not ask
 * @param fragmentsBefore whether a packet that is too long is cut before it is protected, not after
 */
public record HeaderRules(DfRule df, int dscp, boolean fragmentsBefore) {
    /** The shortest packet of IPv6 that every way has to carry (RFC 8200 5). */
    static final int MIN_IPV6_MTU = 1280;

    private static final int DONT_FRAGMENT = 0x4000;

    /** All is copied, and packets are cut before. */
    public static final HeaderRules STANDARD = new HeaderRules(DfRule.COPY, TrafficClass.COPIED, true);

    /** Whether routers are forbidden to cut a packet: DF, or IPv6. */
    static boolean isUncuttable(byte[] buffer, PacketView packet) {
        return packet.version() == 6 || (Octets.int16(buffer, packet.offset() + 6) & DONT_FRAGMENT) != 0;
    }

    /** Whether the protected packet is to travel whole or not at all. */
    boolean isWhole(byte[] buffer, PacketView packet) {
        return switch (df) {
            case CLEAR -> false;
            case SET -> true;
            // RFC 8200 5: what has the least length of IPv6 must come through whatever the way below carries
            case COPY ->
                packet.version() == 6
                        ? packet.totalOctets() > MIN_IPV6_MTU
                        : (Octets.int16(buffer, packet.offset() + 6) & DONT_FRAGMENT) != 0;
        };
    }
}
