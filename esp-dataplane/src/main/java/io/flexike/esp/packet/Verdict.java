package io.flexike.esp.packet;

/** What became of a packet. Everything but {@link #ACCEPTED} is a reason to drop it. */
public enum Verdict {
    ACCEPTED,
    /** Shorter than its headers, or inconsistent lengths; with AH, options or extension headers before it as well. */
    MALFORMED,
    /** No inbound SA has this SPI. */
    UNKNOWN_SPI,
    /** Seen before, or left of the replay window. */
    REPLAYED,
    /** The integrity check failed. */
    NOT_AUTHENTIC,
    /** Authentic, but the padding is not 1, 2, 3, ... or longer than the packet (RFC 4303 2.4). */
    BAD_PADDING,
    /** Authentic, but what is inside is neither IPv4 nor IPv6 nor a dummy. */
    UNSUPPORTED_NEXT_HEADER,
    /** Authentic, but the inner IP header is not well-formed. */
    MALFORMED_INNER,
    /** A dummy packet, made to be dropped (RFC 4303 2.6). */
    DUMMY,
    /** Authentic, but the inner packet does not match the SA's selectors (RFC 4301 5.2). */
    INBOUND_SELECTOR_MISMATCH,
    /** Authentic, but a router met congestion, of which the inner packet cannot tell (RFC 6040 4.2). */
    NOT_ECN_CAPABLE,
    /** The tunnel device did not take the packet. */
    TUN_REFUSED,
    /** What came from the tunnel device is not a well-formed IP packet. */
    MALFORMED_OUTBOUND,
    /** No SA protects traffic to this destination. */
    NO_SA,
    /** SAs protect traffic to this destination, but none with these sources, protocols or ports. */
    OUTBOUND_SELECTOR_MISMATCH,
    /** The outbound SA has used all its sequence numbers (RFC 4303 3.3.3). */
    SEQUENCE_EXHAUSTED,
    /** The SA has carried what its hard limit allows (RFC 4301 4.4.2.1). */
    LIMIT_REACHED,
    /** What came from the tunnel device is a packet that we sent ourselves along the SA's path. */
    LOOP,
    /** Transport mode: a fragment, or there are options or extension headers that belong before ESP. */
    NOT_TRANSPORTABLE,
    /** The protected packet does not fit in a datagram. */
    TOO_BIG,
    /** The protected packet is longer than the way to the peer carries, and the packet must not be fragmented. */
    EXCEEDS_PATH_MTU,
    /** The network refused the datagram. */
    SEND_FAILED,
    /** The SA was removed while the packet was on its way. */
    SA_REMOVED,
    /** Our own fault; details are in the log. */
    INTERNAL_ERROR;

    /** Whether an inbound packet with this verdict had passed the integrity check and the replay window. */
    public boolean isAuthentic() {
        return switch (this) {
            case ACCEPTED,
                    BAD_PADDING,
                    UNSUPPORTED_NEXT_HEADER,
                    MALFORMED_INNER,
                    DUMMY,
                    INBOUND_SELECTOR_MISMATCH,
                    NOT_ECN_CAPABLE -> true;
            default -> false;
        };
    }
}
