package io.flexike.ike.session;

/** What ESP wraps (RFC 4301 3.2). */
public enum ChildSaMode {
    /** Whole IP packets. */
    TUNNEL,
    /** What stands behind the IP header of packets between the two ends themselves (RFC 7296 1.3.1). */
    TRANSPORT
}
