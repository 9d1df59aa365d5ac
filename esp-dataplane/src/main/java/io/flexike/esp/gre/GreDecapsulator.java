package io.flexike.esp.gre;

import io.flexike.esp.packet.GreFraming;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.TcpMss;
import io.flexike.esp.packet.TrafficClass;
import org.jspecify.annotations.Nullable;

/** Checks GRE packets and finds what they carry, in place. Confined to one thread at a time. */
final class GreDecapsulator {
    private static final GreDropReason[] REFUSALS = refusals();

    private final boolean keyed;
    private final int key;
    private final boolean inSequence;
    private final PacketView outer = new PacketView();
    private final PacketView inner = new PacketView();
    private int payload;
    private int payloadOctets;
    private int protocolType;

    GreDecapsulator(GreSettings settings) {
        keyed = settings.key().isPresent();
        key = (int) (long) settings.key().orElse(0L);
        inSequence = settings.sequenceNumbers();
    }

    private static GreDropReason[] refusals() {
        GreDropReason[] reasons = new GreDropReason[4];
        reasons[-GreFraming.TRUNCATED] = GreDropReason.NOT_GRE;
        reasons[-GreFraming.UNKNOWN_VERSION] = GreDropReason.UNKNOWN_VERSION;
        reasons[-GreFraming.RESERVED_BITS] = GreDropReason.RESERVED_BITS;
        return reasons;
    }

    /** Where the payload of the last packet that was accepted begins. */
    int payload() {
        return payload;
    }

    int payloadOctets() {
        return payloadOctets;
    }

    /** Its EtherType. */
    int protocolType() {
        return protocolType;
    }

    /** Reads an IP packet; returns why it is to be dropped, or null if there is something in it. */
    @Nullable
    GreDropReason decapsulate(GreLink link, byte[] buffer, int offset, int octets) {
        if (!outer.parse(buffer, offset, octets) || outer.protocol() != GreFraming.PROTOCOL) {
            return GreDropReason.NOT_GRE;
        }
        if (outer.isFragment()) {
            return GreDropReason.FRAGMENT;
        }
        if (!link.leadsHere(outer)) {
            return GreDropReason.WRONG_ENDS;
        }
        int gre = offset + outer.headerOctets();
        int greOctets = outer.totalOctets() - outer.headerOctets();
        int header = GreFraming.headerOctets(buffer, gre, greOctets);
        if (header < 0) {
            return REFUSALS[-header];
        }
        GreDropReason refusal = refusal(link, buffer, gre, greOctets);
        if (refusal != null) {
            return refusal;
        }
        payload = gre + header;
        payloadOctets = greOctets - header;
        protocolType = GreFraming.protocolType(buffer, gre);
        return null;
    }

    private @Nullable GreDropReason refusal(GreLink link, byte[] buffer, int gre, int greOctets) {
        boolean hasKey = GreFraming.hasKey(buffer, gre);
        if (hasKey != keyed || hasKey && GreFraming.key(buffer, gre) != key) {
            return GreDropReason.WRONG_KEY;
        }
        // RFC 2784 2.2: a checksum must be accepted and processed, also by who sends none
        if (GreFraming.hasChecksum(buffer, gre) && !GreFraming.checksumIsRight(buffer, gre, greOctets)) {
            return GreDropReason.WRONG_CHECKSUM;
        }
        boolean late = inSequence
                && GreFraming.hasSequence(buffer, gre)
                && !link.sequence().accept(GreFraming.sequence(buffer, gre));
        return late ? GreDropReason.OUT_OF_SEQUENCE : null;
    }

    /** Whether the last packet that was accepted carries IP, of whatever form. */
    boolean carriesIp() {
        return protocolType == GreProtocol.IPV4.etherType() || protocolType == GreProtocol.IPV6.etherType();
    }

    /** Reads what the last packet carries; returns false if it is not of the IP version that it tells. */
    boolean parseInner(byte[] buffer) {
        int version = protocolType == GreProtocol.IPV4.etherType() ? 4 : 6;
        return inner.parse(buffer, payload, payloadOctets) && inner.version() == version;
    }

    /**
     * Takes over what routers told by the ECN of the outer header (RFC 6040 4.2); returns false if the packet inside,
     * which was read, cannot tell of it and is to be dropped.
     */
    boolean takeOverCongestion(byte[] buffer) {
        return TrafficClass.leaveTunnel(buffer, payload, TrafficClass.of(buffer, outer.offset()));
    }

    /** Lowers what a TCP connection inside offers. */
    void limitMss(TcpMss mss, byte[] buffer) {
        mss.limit(buffer, inner);
    }

    /** Length of the packet inside, behind which other octets may stand. */
    int innerOctets() {
        return inner.totalOctets();
    }

    /**
     * Whether the packet inside is a keepalive: GRE without content from us to the peer, for us to send back, so that
     * the peer needs nobody's answer but the routing's.
     */
    boolean isKeepalive(GreLink link, byte[] buffer) {
        if (inner.protocol() != GreFraming.PROTOCOL || inner.isFragment() || !link.leadsThere(inner)) {
            return false;
        }
        int gre = inner.offset() + inner.headerOctets();
        return GreFraming.headerOctets(buffer, gre, inner.totalOctets() - inner.headerOctets()) > 0
                && GreFraming.protocolType(buffer, gre) == GreProtocol.KEEPALIVE.etherType();
    }
}
