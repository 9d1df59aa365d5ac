package io.flexike.esp.forward;

import io.flexike.esp.packet.Octets;

/** What travels on an encapsulation port beside ESP (RFC 3948 2.2 and 2.3). */
final class NonEsp {
    /** Four zero octets where ESP has its SPI. */
    static final int MARKER_OCTETS = 4;

    private static final byte KEEPALIVE = (byte) 0xff;

    private NonEsp() {}

    static boolean isKeepalive(byte[] buffer, int offset, int octets) {
        return octets == 1 && buffer[offset] == KEEPALIVE;
    }

    static boolean isMarked(byte[] buffer, int offset, int octets) {
        return octets >= MARKER_OCTETS && Octets.int32(buffer, offset) == 0;
    }

    static byte[] marked(byte[] datagram) {
        byte[] marked = new byte[MARKER_OCTETS + datagram.length];
        System.arraycopy(datagram, 0, marked, MARKER_OCTETS, datagram.length);
        return marked;
    }

    static byte[] keepalive() {
        return new byte[] {KEEPALIVE};
    }
}
