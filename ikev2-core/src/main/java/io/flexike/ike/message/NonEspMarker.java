package io.flexike.ike.message;

import java.util.Arrays;

/**
 * The four zero octets that tell IKE from ESP on port 4500 (RFC 3948 2.2), where an ESP packet has its SPI, which is
 * never 0.
 */
public final class NonEspMarker {
    /** Length of the marker. */
    public static final int OCTETS = 4;

    /** The only octet of a NAT keepalive (RFC 3948 2.3). */
    public static final byte KEEPALIVE = (byte) 0xff;

    private NonEspMarker() {}

    /** Whether the datagram begins with the marker. */
    public static boolean isPresent(byte[] datagram) {
        return datagram.length >= OCTETS && (datagram[0] | datagram[1] | datagram[2] | datagram[3]) == 0;
    }

    /** Whether the datagram is a NAT keepalive. */
    public static boolean isKeepalive(byte[] datagram) {
        return datagram.length == 1 && datagram[0] == KEEPALIVE;
    }

    /** The marker followed by the message. */
    public static byte[] prepend(byte[] message) {
        byte[] datagram = new byte[OCTETS + message.length];
        System.arraycopy(message, 0, datagram, OCTETS, message.length);
        return datagram;
    }

    /**
     * What stands behind the marker.
     *
     * @throws IllegalArgumentException if there is no marker
     */
    public static byte[] remove(byte[] datagram) {
        if (!isPresent(datagram)) {
            throw new IllegalArgumentException("no non-ESP marker");
        }
        return Arrays.copyOfRange(datagram, OCTETS, datagram.length);
    }
}
