package io.flexike.esp.gre;

import io.flexike.esp.packet.GreFraming;
import io.flexike.esp.packet.OuterHeader;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts IP and GRE headers before packets, in place. Thread-safe but for the sequence numbers. */
final class GreEncapsulator {
    private static final int MAX_PACKET_OCTETS = 65535;
    private static final int MAX_IPV6_PAYLOAD_OCTETS = 65535;
    private static final int COPIED = -1;
    private static final int DSCP = 0xfc;
    private static final int ECN = 0x03;

    private final GreSettings settings;
    private final boolean keyed;
    private final int key;
    private final int headerOctets;
    private final int trafficClass;
    private final AtomicInteger identification = new AtomicInteger();

    GreEncapsulator(GreSettings settings) {
        this.settings = settings;
        keyed = settings.key().isPresent();
        key = (int) (long) settings.key().orElse(0L);
        trafficClass = settings.trafficClass().orElse(COPIED);
        headerOctets = GreFraming.headerOctets(settings.checksum(), keyed, settings.sequenceNumbers());
    }

    /** Octets that come before a packet. */
    int headroomOctets(GreLink link) {
        return link.outerHeader().octets() + headerOctets;
    }

    /** Whether a packet is short enough for its headers. */
    boolean fits(GreLink link, int octets) {
        return link.outerHeader().version() == 4
                ? headroomOctets(link) + octets <= MAX_PACKET_OCTETS
                : headerOctets + octets <= MAX_IPV6_PAYLOAD_OCTETS;
    }

    /**
     * Writes the headers before a packet that fits.
     *
     * @param packet where it stands; {@link #headroomOctets} octets before it are free
     * @param innerTrafficClass that of the packet, which the outer header gets; if the settings say another, only its
     *     ECN (RFC 6040 4.1)
     */
    void encapsulate(GreLink link, byte[] buffer, int packet, int octets, int protocolType, int innerTrafficClass) {
        int gre = packet - headerOctets;
        GreFraming.write(buffer, gre, settings.checksum(), keyed, settings.sequenceNumbers(), protocolType);
        if (keyed) {
            GreFraming.putKey(buffer, gre, key);
        }
        if (settings.sequenceNumbers()) {
            GreFraming.putSequence(buffer, gre, link.sequence().next());
        }
        if (settings.checksum()) {
            GreFraming.putChecksum(buffer, gre, headerOctets + octets);
        }
        OuterHeader outer = link.outerHeader();
        outer.write(
                buffer,
                gre - outer.octets(),
                headerOctets + octets,
                GreFraming.PROTOCOL,
                // RFC 6864 4.1: only what may be cut needs an identification
                settings.mayBeFragmented() ? identification.getAndIncrement() : 0,
                trafficClass == COPIED ? innerTrafficClass : trafficClass & DSCP | innerTrafficClass & ECN);
    }

    /** The EtherType of an IP packet, or -1 if it is none. */
    static int protocolType(byte[] buffer, int at, int octets) {
        return switch (octets < 2 ? 0 : (buffer[at] & 0xff) >>> 4) {
            case 4 -> GreProtocol.IPV4.etherType();
            case 6 -> GreProtocol.IPV6.etherType();
            default -> -1;
        };
    }
}
