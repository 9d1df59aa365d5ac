package io.flexike.esp.packet;

import java.net.InetAddress;

/**
 * The IP header that is put back before what came in transport mode (RFC 4303 3.1.1). The socket keeps the one that
 * travelled, so its addresses are those of the path; hop limit, DSCP and identification are our own. Immutable.
 */
public final class TransportHeader {
    private static final int IPV4_OCTETS = 20;
    private static final int IPV6_OCTETS = 40;
    private static final int MAX_OCTETS = 65535;
    /** Our own choice, what hosts send with; the packet is at its end. */
    private static final byte HOP_LIMIT = 64;

    private final byte[] template;
    private final boolean addressesMayDiffer;

    /**
     * A header between two addresses of one version.
     *
     * @param addressesMayDiffer whether a NAT may stand between, so that checksums were made over other addresses
     */
    public TransportHeader(InetAddress source, InetAddress destination, boolean addressesMayDiffer) {
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
            template[6] = 0x40;
            template[8] = HOP_LIMIT;
        } else {
            template[0] = 0x60;
            template[7] = HOP_LIMIT;
        }
        int at = ipv4 ? 12 : 8;
        System.arraycopy(from, 0, template, at, from.length);
        System.arraycopy(to, 0, template, at + from.length, to.length);
        this.addressesMayDiffer = addressesMayDiffer;
    }

    /** 20 or 40. */
    public int octets() {
        return template.length;
    }

    /**
     * Puts the header before a payload and reads the packet. The payload is moved if there is too little room before
     * it.
     *
     * @param free where free octets begin that end at {@code payload}; the buffer's end behind the payload is free too
     * @param protocol what the payload begins with
     * @param packet receives the view of the whole packet
     * @return false if the packet does not fit, or its extension headers are not well-formed
     */
    public boolean restore(byte[] buffer, int free, int payload, int payloadOctets, int protocol, PacketView packet) {
        int total = template.length + payloadOctets;
        int at = Math.max(free, payload - template.length);
        if (total > MAX_OCTETS || at + total > buffer.length) {
            return false;
        }
        if (at + template.length != payload) {
            System.arraycopy(buffer, payload, buffer, at + template.length, payloadOctets);
        }
        write(buffer, at, payloadOctets, protocol);
        if (!packet.parse(buffer, at, total)) {
            return false;
        }
        // RFC 3948 3.1.2: the sender's checksum is over the addresses that it saw; integrity is known already
        if (addressesMayDiffer) {
            UpperChecksum.rewrite(buffer, packet);
        }
        return true;
    }

    private void write(byte[] buffer, int at, int payloadOctets, int protocol) {
        System.arraycopy(template, 0, buffer, at, template.length);
        if (template.length == IPV4_OCTETS) {
            Octets.putInt16(buffer, at + 2, IPV4_OCTETS + payloadOctets);
            buffer[at + 9] = (byte) protocol;
            Octets.putInt16(buffer, at + 10, InternetChecksum.fold(InternetChecksum.sum(0, buffer, at, IPV4_OCTETS)));
        } else {
            Octets.putInt16(buffer, at + 4, payloadOctets);
            buffer[at + 6] = (byte) protocol;
        }
    }
}
