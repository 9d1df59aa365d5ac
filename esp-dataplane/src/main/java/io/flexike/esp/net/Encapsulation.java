package io.flexike.esp.net;

/** How ESP packets travel. */
public enum Encapsulation {
    /** In UDP datagrams, beside IKE on the same port (RFC 3948). */
    UDP,
    /** Directly in IP, protocol 50. */
    NATIVE,
    /**
     * In the octet stream of a TCP connection, beside IKE (RFC 9329). A port of this kind carries the ESP packets of
     * all connections of one local address; framing, connections and IKE are the business of who provides it.
     */
    TCP,
    /**
     * AH, protocol 51 (RFC 4302). A port of this kind carries whole IP packets, because AH protects the IP header as
     * well; those of IPv6 that it gives have zeros where a packet may change on its way, and no extension headers
     * before AH.
     */
    AH
}
