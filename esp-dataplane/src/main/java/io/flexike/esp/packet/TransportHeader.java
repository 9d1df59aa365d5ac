package io.flexike.esp.packet;

import java.net.InetAddress;

/**
 * The IP header that is put back before what came in transport mode (RFC 4303 3.1.1). The socket keeps the one that
 * travelled, so its addresses are those of the path, and DSCP and ECN are told; hop limit and identification are our
 * own. Immutable.
 */
public final class TransportHeader {
    private static final int MAX_OCTETS = 65535;

    private final OuterHeader header;
    private final boolean addressesMayDiffer;

    /**
     * A header between two addresses of one version.
     *
     * @param addressesMayDiffer whether a NAT may stand between, so that checksums were made over other addresses
     */
    public TransportHeader(InetAddress source, InetAddress destination, boolean addressesMayDiffer) {
        header = new OuterHeader(source, destination);
        this.addressesMayDiffer = addressesMayDiffer;
    }

    /** 20 or 40. */
    public int octets() {
        return header.octets();
    }

    /**
     * Puts the header before a payload and reads the packet. The payload is moved if there is too little room before
     * it.
     *
     * @param free where free octets begin that end at {@code payload}; the buffer's end behind the payload is free too
     * @param protocol what the payload begins with
     * @param trafficClass DSCP and ECN of the header that travelled
     * @param packet receives the view of the whole packet
     * @return false if the packet does not fit, is a fragment, or its extension headers are not well-formed
     */
    public boolean restore(
            byte[] buffer,
            int free,
            int payload,
            int payloadOctets,
            int protocol,
            int trafficClass,
            PacketView packet) {
        int total = header.octets() + payloadOctets;
        int at = Math.max(free, payload - header.octets());
        if (total > MAX_OCTETS || at + total > buffer.length) {
            return false;
        }
        if (at + header.octets() != payload) {
            System.arraycopy(buffer, payload, buffer, at + header.octets(), payloadOctets);
        }
        header.write(buffer, at, payloadOctets, protocol, 0, trafficClass);
        // RFC 4301 7: SAs in transport mode do not carry fragments
        if (!packet.parse(buffer, at, total) || packet.isFragment()) {
            return false;
        }
        // RFC 3948 3.1.2: the sender's checksum is over the addresses that it saw; integrity is known already
        if (addressesMayDiffer) {
            UpperChecksum.rewrite(buffer, packet);
        }
        return true;
    }
}
