package io.flexike.esp.net;

/** How ESP packets travel. */
public enum Encapsulation {
    /** In UDP datagrams, beside IKE on the same port (RFC 3948). */
    UDP,
    /** Directly in IP, protocol 50. */
    NATIVE
}
