package io.flexike.esp.packet;

import java.net.InetAddress;

/** The IP header of packets that we make between two addresses, without options and with our own DSCP. Immutable. */
public final class OuterHeader {
    /** Our own choice, what hosts send with. */
    public static final int HOP_LIMIT = 64;

    private static final int IPV4_OCTETS = 20;
    private static final int IPV6_OCTETS = 40;

    private static final byte DONT_FRAGMENT = 0x40;

    private final byte[] template;

    /**
     * A header from one address to another of the same version, whose packets must not be cut.
     *
     * @throws IllegalArgumentException if the versions differ
     */
    public OuterHeader(InetAddress source, InetAddress destination) {
        this(source, destination, HOP_LIMIT, false);
    }

    /**
     * A header from one address to another of the same version.
     *
     * @param hopLimit 1 to 255
     * @param mayBeCut whether routers may fragment packets of IPv4
     * @throws IllegalArgumentException if the versions differ
     */
    public OuterHeader(InetAddress source, InetAddress destination, int hopLimit, boolean mayBeCut) {
        byte[] from = source.getAddress();
        byte[] to = destination.getAddress();
        if (from.length != to.length) {
            throw new IllegalArgumentException(
                    source.getHostAddress() + " and " + destination.getHostAddress() + " are not of one IP version");
        }
        boolean ipv4 = from.length == 4;
        template = new byte[ipv4 ? IPV4_OCTETS : IPV6_OCTETS];
        if (ipv4) {
            template[0] = 0x45;
            // RFC 6864 4.1: a packet that must not be cut needs no identification
            template[6] = mayBeCut ? 0 : DONT_FRAGMENT;
            template[8] = (byte) hopLimit;
        } else {
            template[0] = 0x60;
            template[7] = (byte) hopLimit;
        }
        int at = ipv4 ? 12 : 8;
        System.arraycopy(from, 0, template, at, from.length);
        System.arraycopy(to, 0, template, at + from.length, to.length);
    }

    /** 20 or 40. */
    public int octets() {
        return template.length;
    }

    /** 4 or 6. */
    public int version() {
        return template.length == IPV4_OCTETS ? 4 : 6;
    }

    /** Writes the header of a packet with that payload; only one of IPv4 has an identification. */
    public void write(byte[] buffer, int at, int payloadOctets, int protocol, int identification) {
        write(buffer, at, payloadOctets, protocol, identification, 0);
    }

    /**
     * Writes the header of a packet with that payload.
     *
     * @param trafficClass DSCP and ECN: what IPv4 calls TOS
     */
    public void write(byte[] buffer, int at, int payloadOctets, int protocol, int identification, int trafficClass) {
        System.arraycopy(template, 0, buffer, at, template.length);
        if (template.length == IPV4_OCTETS) {
            buffer[at + 1] = (byte) trafficClass;
            Octets.putInt16(buffer, at + 2, IPV4_OCTETS + payloadOctets);
            Octets.putInt16(buffer, at + 4, identification);
            buffer[at + 9] = (byte) protocol;
            Octets.putInt16(buffer, at + 10, InternetChecksum.fold(InternetChecksum.sum(0, buffer, at, IPV4_OCTETS)));
        } else {
            Octets.putInt16(buffer, at, 0x6000 | trafficClass << 4);
            Octets.putInt16(buffer, at + 4, payloadOctets);
            buffer[at + 6] = (byte) protocol;
        }
    }
}
