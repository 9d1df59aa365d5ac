package io.flexike.ike.session;

/** What becomes of ESP where a NAT may stand in between (RFC 7296 2.23). */
public enum NatTraversal {
    /** UDP encapsulation where a NAT is found. */
    AUTO,
    /** A NAT is feigned, so that ESP always travels in UDP and everything moves to port 4500. */
    FORCED,
    /** No NAT detection; ESP travels without UDP. */
    OFF
}
