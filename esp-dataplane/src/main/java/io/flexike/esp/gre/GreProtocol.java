package io.flexike.esp.gre;

/**
 * What a GRE packet carries (RFC 2784 2.4), a number from the IANA registry of EtherTypes.
 *
 * @param etherType 0 to 65535
 */
public record GreProtocol(int etherType) {
    /** A keepalive that comes back: no EtherType, and nothing follows it. */
    public static final GreProtocol KEEPALIVE = new GreProtocol(0);

    public static final GreProtocol IPV4 = new GreProtocol(0x0800);
    public static final GreProtocol IPV6 = new GreProtocol(0x86dd);
    /** NHRP (RFC 2332). */
    public static final GreProtocol NHRP = new GreProtocol(0x2001);

    public static final GreProtocol MPLS = new GreProtocol(0x8847);

    /** @throws IllegalArgumentException if it has more than 16 bits */
    public GreProtocol {
        if (etherType < 0 || etherType > 0xffff) {
            throw new IllegalArgumentException("the EtherType " + etherType + " is not between 0 and 65535");
        }
    }

    @Override
    public String toString() {
        return String.format("0x%04x", etherType);
    }
}
