package io.flexike.esp.gre;

/** Why a GRE tunnel dropped a packet. */
public enum GreDropReason {
    /** Either way: the tunnel has no ends. */
    NOT_CONNECTED,
    /** Inbound: not a well-formed IP packet, not GRE, or shorter than its GRE header. */
    NOT_GRE,
    /** Inbound: a part of a packet, which has to be joined before it comes here. */
    FRAGMENT,
    /** Inbound: it did not travel between the two ends of the tunnel. */
    WRONG_ENDS,
    /** Inbound: the version is not 0 (RFC 2784 2.3.1). */
    UNKNOWN_VERSION,
    /** Inbound: a bit is set that must be zero, such as that for routing (RFC 2784 2.3). */
    RESERVED_BITS,
    /** Inbound: it has another key than the tunnel, or only one of them has a key (RFC 2890 2.1). */
    WRONG_KEY,
    /** Inbound: the checksum is wrong (RFC 2784 2.5). */
    WRONG_CHECKSUM,
    /** Inbound: its sequence number is not higher than the last one (RFC 2890 2.2). */
    OUT_OF_SEQUENCE,
    /** Inbound: it carries what is neither IP nor wanted by a listener. */
    UNKNOWN_PROTOCOL,
    /** Inbound: the listener failed. */
    LISTENER_FAILED,
    /** Inbound: it carries what is not a well-formed packet of the IP version that it tells. */
    MALFORMED_INNER,
    /** Inbound: a router on the way met congestion, of which the packet inside cannot tell (RFC 6040 4.2). */
    NOT_ECN_CAPABLE,
    /** Inbound: the device under the tunnel did not take the packet. */
    DEVICE_REFUSED,
    /** Outbound: what came from the device is neither IPv4 nor IPv6. */
    NOT_IP,
    /** Outbound: with its headers it is longer than an IP packet can be, or than a packet to send may be. */
    TOO_LONG,
    /** Outbound: too many packets wait to be sent. */
    TOO_MANY_WAITING
}
