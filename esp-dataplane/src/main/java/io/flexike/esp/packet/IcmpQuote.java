package io.flexike.esp.packet;

/**
 * The beginning of a packet inside the ICMP error that tells of it: by it such a message finds its SA when its own
 * addresses, type and code match none (RFC 4301 6.2).
 *
 * <p>There is no switch but the convention of RFC 4301 6.2: selectors that let ICMP errors through by their own header
 * let them through whatever they quote; where no selectors do, it has to be a packet of the SA.
 */
public final class IcmpQuote {
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int ICMP_HEADER = 8;

    private IcmpQuote() {}

    /**
     * Reads what an ICMP error quotes, the other way round: as the answer to that packet. What an error inside an error
     * quotes is not looked at. The length that the quoted header has does not count: receivers take what is there.
     *
     * @param error a packet in {@code buffer}
     * @param answer receives addresses, protocol and, as far as they are quoted, ports; its lengths mean nothing
     * @return false if {@code error} is no ICMP error with the beginning of a packet of its destination
     */
    public static boolean readReversed(byte[] buffer, PacketView error, PacketView answer) {
        if (!isError(error)) {
            return false;
        }
        int before = error.headerOctets() + ICMP_HEADER;
        return answer.parseBeginningReversed(buffer, error.offset() + before, error.totalOctets() - before)
                // RFC 1122 3.2.2: nobody answers it, and receivers would look for ports where there are none
                && !(answer.version() == 4 && answer.isLaterFragment())
                // RFC 792, RFC 4443 3.1: it goes to who has sent that packet
                && answer.hasDestinationOf(error);
    }

    /**
     * Whether it is an error, and its type is there to be seen.
     *
     * <p>A redirect is left out, though RFC 1122 3.2.2 counts it among the errors of IPv4: hosts take it only from the
     * next hop on their own link (RFC 1122 3.2.2.2), so that none has to travel through an SA, and RFC 4301 6.1.2 fears
     * a bogus one for what it may disclose. In IPv6 it is no error (RFC 4443 2.1).
     */
    private static boolean isError(PacketView packet) {
        int type = packet.sourcePort() >> 8;
        if (packet.version() == 4) {
            return packet.protocol() == ICMP
                    && switch (type) {
                        // destination unreachable, source quench, time exceeded, parameter problem
                        case 3, 4, 11, 12 -> true;
                        default -> false;
                    };
        }
        // destination unreachable, packet too big, time exceeded, parameter problem
        return packet.protocol() == ICMP6 && type >= 1 && type <= 4;
    }
}
