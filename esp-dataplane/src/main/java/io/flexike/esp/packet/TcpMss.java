package io.flexike.esp.packet;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Lowers the maximum segment size that the ends of a TCP connection offer each other (RFC 9293 3.7.1), so that their
 * packets fit through a tunnel also where nothing tells them of its MTU. Immutable.
 */
public final class TcpMss {
    /** As it is. */
    public static final int UNCHANGED = 0;

    private static final int MAX_OCTETS = 65535;
    private static final int TCP = 6;
    private static final int TCP_HEADER = 20;
    private static final int SYN = 0x02;
    private static final int CHECKSUM_AT = 16;
    private static final int END_OF_OPTIONS = 0;
    private static final int NO_OPERATION = 1;
    private static final int MAXIMUM_SEGMENT_SIZE = 2;
    private static final int MSS_OCTETS = 4;

    private final int ipv4;
    private final int ipv6;

    /**
     * What is allowed at the most.
     *
     * @param ipv4 octets, or {@link #UNCHANGED}
     * @param ipv6 octets, or {@link #UNCHANGED}
     */
    public TcpMss(int ipv4, int ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /**
     * What is allowed at the most, or null for anything.
     *
     * @throws IllegalArgumentException if a number is not between 1 and 65535
     */
    public static @Nullable TcpMss of(OptionalInt ipv4, OptionalInt ipv6) {
        ipv4.ifPresent(TcpMss::check);
        ipv6.ifPresent(TcpMss::check);
        return ipv4.isEmpty() && ipv6.isEmpty() ? null : new TcpMss(ipv4.orElse(UNCHANGED), ipv6.orElse(UNCHANGED));
    }

    private static void check(int octets) {
        if (octets < 1 || octets > MAX_OCTETS) {
            throw new IllegalArgumentException("a segment size of " + octets + " is not between 1 and " + MAX_OCTETS);
        }
    }

    /** Lowers the option of a packet in place if it is the first of a connection and offers more. */
    public void limit(byte[] buffer, PacketView packet) {
        if (packet.protocol() == TCP && !packet.isLaterFragment()) {
            limitTcp(buffer, packet);
        }
    }

    private void limitTcp(byte[] buffer, PacketView packet) {
        int most = packet.version() == 4 ? ipv4 : ipv6;
        int at = packet.offset() + packet.headerOctets();
        int octets = packet.totalOctets() - packet.headerOctets();
        if (most == UNCHANGED || octets < TCP_HEADER || (buffer[at + 13] & SYN) == 0) {
            return;
        }
        int header = ((buffer[at + 12] & 0xff) >>> 4) * 4;
        if (header <= octets) {
            limitOption(buffer, at, at + header, most);
        }
    }

    private static void limitOption(byte[] buffer, int tcp, int end, int most) {
        int at = tcp + TCP_HEADER;
        while (at < end) {
            int kind = buffer[at];
            if (kind == END_OF_OPTIONS) {
                return;
            }
            if (kind == NO_OPERATION) {
                at++;
                continue;
            }
            int octets = at + 1 < end ? buffer[at + 1] & 0xff : 0;
            if (octets < 2 || at + octets > end) {
                return;
            }
            if (kind == MAXIMUM_SEGMENT_SIZE && octets == MSS_OCTETS) {
                lower(buffer, tcp, at + 2, most);
            }
            at += octets;
        }
    }

    private static void lower(byte[] buffer, int tcp, int at, int most) {
        int offered = Octets.int16(buffer, at);
        if (offered <= most) {
            return;
        }
        // behind a NOP the number may lie across two words of the sum, which are swapped then
        boolean odd = (at - tcp) % 2 != 0;
        Octets.putInt16(buffer, at, most);
        InternetChecksum.update(
                buffer, tcp + CHECKSUM_AT, odd ? swapped(offered) : offered, odd ? swapped(most) : most);
    }

    private static int swapped(int word) {
        return (word & 0xff) << 8 | word >>> 8;
    }
}
