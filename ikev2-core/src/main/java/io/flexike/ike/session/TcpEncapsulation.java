package io.flexike.ike.session;

/**
 * When an initiator uses TCP (RFC 9329 5), where it knows how to reach its peer over it. A responder always answers.
 */
public enum TcpEncapsulation {
    /** Never. */
    OFF,
    /** When nothing answers over UDP; and back to UDP when it works again. */
    FALLBACK,
    /** At once, and for good: for networks that are known to block UDP. */
    ALWAYS
}
