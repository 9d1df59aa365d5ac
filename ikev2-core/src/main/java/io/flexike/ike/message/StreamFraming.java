package io.flexike.ike.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How IKE messages and ESP packets follow each other in a TCP connection (RFC 9329 3, 4). The counterpart is
 * {@link StreamReader}.
 *
 * <pre>
 * "IKETCP"  once, from who opened the connection
 * length (2 octets, counts itself)  non-ESP marker (4 octets)  IKE message
 * length (2 octets, counts itself)  ESP packet
 * </pre>
 */
public final class StreamFraming {
    /** The length field (RFC 9329 3). */
    public static final int LENGTH_OCTETS = 2;

    /** The longest that the length field can say of what stands behind it (RFC 9329 3). */
    public static final int MAX_MESSAGE_OCTETS = 0xffff - LENGTH_OCTETS;

    private static final byte[] PREFIX = "IKETCP".getBytes(StandardCharsets.US_ASCII);

    private StreamFraming() {}

    /** What the originator of a connection sends before everything else (RFC 9329 4). */
    public static byte[] prefix() {
        return PREFIX.clone();
    }

    /**
     * An IKE message with the non-ESP marker and the length in front.
     *
     * @throws IllegalArgumentException if it is longer than a frame can be, or empty
     */
    public static byte[] ike(byte[] message) {
        byte[] frame = frame(NonEspMarker.OCTETS, message.length);
        System.arraycopy(message, 0, frame, LENGTH_OCTETS + NonEspMarker.OCTETS, message.length);
        return frame;
    }

    /**
     * An ESP packet with the length in front.
     *
     * @throws IllegalArgumentException if it is longer than a frame can be, or empty
     */
    public static byte[] esp(byte[] buffer, int offset, int octets) {
        byte[] frame = frame(0, octets);
        System.arraycopy(buffer, offset, frame, LENGTH_OCTETS, octets);
        return frame;
    }

    static int prefixOctets() {
        return PREFIX.length;
    }

    static byte prefixOctet(int index) {
        return PREFIX[index];
    }

    private static byte[] frame(int markerOctets, int octets) {
        int length = markerOctets + octets;
        if (octets < 1 || length > MAX_MESSAGE_OCTETS) {
            throw new IllegalArgumentException(octets + " octets do not fit in a frame of a TCP stream");
        }
        byte[] frame = new byte[LENGTH_OCTETS + length];
        ByteBuffer.wrap(frame).putShort((short) frame.length);
        return frame;
    }
}
