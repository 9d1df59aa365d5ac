package io.flexike.flexvpn.tunnel;

/** What travels inside the Child SAs of a tunnel interface. */
public enum TunnelMode {
    /** IP packets, of the families that the interface has addresses of; the traffic selectors say which. */
    IPSEC,
    /** All IPv4 packets. */
    IPSEC_IPV4,
    /** All IPv6 packets. */
    IPSEC_IPV6,
    /** All IPv4 and all IPv6 packets in one pair of SAs. */
    IPSEC_DUAL_OVERLAY,
    /** GRE between the outer addresses of both ends (RFC 2784); the traffic selectors are these and protocol 47. */
    GRE,
    /** Of a template only: what the peer that connects proposes. */
    AUTO;

    /** All packets of the families that an interface has addresses of. */
    static TunnelMode ofFamilies(boolean ipv4, boolean ipv6) {
        if (ipv4 == ipv6) {
            return ipv4 ? IPSEC_DUAL_OVERLAY : IPSEC;
        }
        return ipv4 ? IPSEC_IPV4 : IPSEC_IPV6;
    }
}
