package io.flexike.ike.eap;

/** How a peer proves itself inside the tunnel of EAP-TTLS (RFC 5281 11.2). */
public enum TtlsInner {
    /** It tells the password to the authenticator, which the tunnel has proved (RFC 5281 11.2.5). */
    PAP,
    /** MS-CHAP-V2 over a challenge from the tunnel; the authenticator proves the password, too (RFC 5281 11.2.4). */
    MSCHAPV2,
    /** Another conversation of EAP (RFC 5281 11.2.1). */
    EAP
}
