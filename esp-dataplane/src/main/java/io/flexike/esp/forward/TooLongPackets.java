package io.flexike.esp.forward;

import io.flexike.esp.gre.GreTunnel;
import io.flexike.esp.packet.GreFraming;
import io.flexike.esp.packet.Ipv4Fragmenter;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.spd.SelectorSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides about packets that do not fit, with all that is put around them, into one packet of the way to the peer (RFC
 * 4301 8.2, RFC 4459 3): their source is told, or they are cut before or after they are protected. Confined to one
 * thread.
 *
 * <p>Where the device is a GRE tunnel, the packet that counts is the one in GRE: it is what the source knows of, and
 * the peer need not join pieces of GRE packets.
 */
final class TooLongPackets {
    private final @Nullable GreTunnel gre;
    private final TooBigReplies replies;
    private final int headroom;
    private final byte[][] spares;
    private final int spareOctets;
    private final PacketView inGre = new PacketView();
    private final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
    private int nextSpare;
    private @Nullable PacketView subject;

    /**
     * Nothing is too long yet.
     *
     * @param pending how many protected packets wait to be sent at the most
     * @param headroom octets before a packet, and of a GRE tunnel's headers
     * @param spareOctets length of a buffer with headroom, the longest packet and tailroom
     */
    TooLongPackets(Tunnel tunnel, TooBigReplies replies, int pending, int headroom, int spareOctets) {
        this.gre = tunnel.gre();
        this.replies = replies;
        this.headroom = headroom;
        this.spareOctets = spareOctets;
        // pieces stay where they are until they were sent, and one more is being made
        this.spares = new byte[pending + 1][];
    }

    /** What is to be done. */
    enum Way {
        /** Protect it as it is; the network may cut what comes out. */
        CUT_AFTER,
        /** Protect its pieces. */
        CUT_BEFORE,
        /** Drop it; its source was told. */
        DROP
    }

    /**
     * Decides about a packet.
     *
     * @param longest octets of the longest packet that fits
     */
    Way decide(SaPair pair, byte[] buffer, PacketView packet, int longest, long nowMillis) {
        PacketView counts = find(buffer, packet);
        if (counts == null) {
            return Way.CUT_AFTER;
        }
        subject = counts;
        int fits = longest - (packet.totalOctets() - counts.totalOctets());
        HeaderRules rules = pair.rules();
        if (HeaderRules.isUncuttable(buffer, counts)) {
            int smallest = counts.version() == 6 ? HeaderRules.MIN_IPV6_MTU : Ipv4Fragmenter.MIN_MTU;
            // RFC 2473 7.1, RFC 8200 5, RFC 791 3.2: the least length comes through, be it in pieces
            if (counts.totalOctets() <= smallest || rules.df() == DfRule.CLEAR) {
                return Way.CUT_AFTER;
            }
            replies.send(buffer, counts, Math.max(fits, smallest), nowMillis);
            return Way.DROP;
        }
        boolean wanted = rules.fragmentsBefore() || rules.df() == DfRule.SET;
        boolean possible = fits >= Ipv4Fragmenter.MIN_MTU
                && Ipv4Fragmenter.canCut(buffer, counts.offset())
                && (counts != packet ? cutsInGre() : !pair.isTransport() && piecesMatch(pair.selectors(), packet));
        if (!wanted || !possible) {
            return Way.CUT_AFTER;
        }
        fragmenter.begin(buffer, counts.offset(), fits);
        return Way.CUT_BEFORE;
    }

    /** Those of an ICMP error that is here for what it quotes would be strangers (RFC 4301 6.2). */
    private static boolean piecesMatch(SelectorSet selectors, PacketView packet) {
        return selectors.matchesPieces() && selectors.matchesOutbound(packet);
    }

    /** The rest of the batch has its sequence numbers already, and pieces with higher ones would overtake it. */
    private boolean cutsInGre() {
        return gre != null && !gre.countsPackets();
    }

    /** The packet that its source knows of; null if what GRE carries is no IP. */
    private @Nullable PacketView find(byte[] buffer, PacketView packet) {
        if (gre == null || packet.protocol() != GreFraming.PROTOCOL) {
            return packet;
        }
        int at = packet.offset() + packet.headerOctets();
        int octets = packet.totalOctets() - packet.headerOctets();
        int header = GreFraming.headerOctets(buffer, at, octets);
        return header > 0 && inGre.parse(buffer, at + header, octets - header) ? inGre : null;
    }

    /** Whether a piece of the packet that is to be cut is left. */
    boolean hasNext() {
        return fragmenter.hasNext();
    }

    /**
     * Makes the next piece, in GRE again if the packet was.
     *
     * @param piece receives the view of it
     * @return the buffer that it stands in, or null because the GRE tunnel has no ends any more
     */
    byte @Nullable [] next(PacketView piece) {
        byte[] spare = spare();
        int octets = fragmenter.next(spare, headroom);
        int before = 0;
        GreTunnel tunnel = gre;
        if (tunnel != null && subject == inGre) {
            before = tunnel.encapsulate(spare, headroom, octets);
        }
        return before >= 0 && piece.parse(spare, headroom - before, before + octets) ? spare : null;
    }

    private byte[] spare() {
        byte[] spare = spares[nextSpare];
        if (spare == null) {
            spare = new byte[spareOctets];
            spares[nextSpare] = spare;
        }
        nextSpare = (nextSpare + 1) % spares.length;
        return spare;
    }
}
