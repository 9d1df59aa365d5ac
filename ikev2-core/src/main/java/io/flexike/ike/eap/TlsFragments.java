package io.flexike.ike.eap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Cuts the messages of a TLS method into type data and puts them together (RFC 5216 3.1, RFC 5281 9.1). One message
 * goes in one direction at a time.
 *
 * <pre>
 * |L M S R R  V   |        TLS Message Length, if L ...
 * |        TLS Data...
 * </pre>
 */
final class TlsFragments {
    private static final int LENGTH_INCLUDED = 0x80;
    private static final int MORE = 0x40;
    private static final int START = 0x20;
    private static final int LENGTH_OCTETS = 4;
    private static final byte[] NOTHING = {};

    /** Our own choices: one flight with a long chain of certificates, and all that one conversation may take. */
    static final int MAX_MESSAGE_OCTETS = 65536;

    static final int MAX_CONVERSATION_OCTETS = 262144;

    enum Arrival {
        /** A message is complete. */
        COMPLETE,
        /** A piece has arrived and wants an acknowledgement. */
        PIECE,
        /** Not to the rules, or too much. */
        MALFORMED
    }

    private final int fragmentOctets;

    private byte[] outgoing = NOTHING;
    private int sent;
    private final ByteArrayOutputStream incoming = new ByteArrayOutputStream();
    private boolean collecting;
    private long announced = -1;
    private int received;
    private byte[] message = NOTHING;

    TlsFragments(int fragmentOctets) {
        this.fragmentOctets = fragmentOctets;
    }

    /** The type data that opens a conversation. */
    static byte[] start() {
        return new byte[] {START};
    }

    /** Whether it opens a conversation. A higher version of TTLS goes down to ours, which answers with 0. */
    static boolean isStart(byte[] data) {
        return data.length > 0 && (data[0] & START) != 0;
    }

    /** The type data that acknowledges a piece, or says nothing. */
    static byte[] acknowledgement() {
        return new byte[1];
    }

    static boolean isAcknowledgement(byte[] data) {
        return data.length == 1 && (data[0] & (LENGTH_INCLUDED | MORE | START)) == 0;
    }

    /** Whether pieces of our message are still to be sent. */
    boolean isSending() {
        return sent < outgoing.length;
    }

    /** Begins to send a message; the first type data of it. */
    byte[] send(byte[] whole) {
        outgoing = whole;
        sent = 0;
        return next();
    }

    /** The next type data of the message, or an acknowledgement if there is none. */
    byte[] next() {
        int left = outgoing.length - sent;
        boolean first = sent == 0;
        int room = fragmentOctets - 1;
        if (left <= room) {
            // RFC 9190 2.1.9: no length in a message that is not fragmented.
            return piece(0, left, false);
        }
        int count = first ? room - LENGTH_OCTETS : room;
        return piece(MORE | (first ? LENGTH_INCLUDED : 0), count, first);
    }

    private byte[] piece(int flags, int count, boolean withLength) {
        ByteBuffer out = ByteBuffer.allocate(1 + (withLength ? LENGTH_OCTETS : 0) + count);
        out.put((byte) flags);
        if (withLength) {
            out.putInt(outgoing.length);
        }
        out.put(outgoing, sent, count);
        sent += count;
        return out.array();
    }

    /** Takes type data that is neither a start nor an acknowledgement of ours. */
    Arrival accept(byte[] data) {
        if (data.length == 0 || (data[0] & START) != 0) {
            return Arrival.MALFORMED;
        }
        boolean more = (data[0] & MORE) != 0;
        boolean withLength = (data[0] & LENGTH_INCLUDED) != 0;
        int from = withLength ? 1 + LENGTH_OCTETS : 1;
        // The first of several pieces says how long the whole is (RFC 5216 3.1); some repeat it in the others.
        if (data.length < from || more && !collecting && !withLength || more && data.length == from) {
            return Arrival.MALFORMED;
        }
        if (withLength && !agrees(ByteBuffer.wrap(data, 1, LENGTH_OCTETS).getInt() & 0xffffffffL)) {
            return Arrival.MALFORMED;
        }
        received += data.length;
        incoming.write(data, from, data.length - from);
        boolean tooMuch = incoming.size() > MAX_MESSAGE_OCTETS || received > MAX_CONVERSATION_OCTETS;
        boolean wrongEnd = announced >= 0 && (more ? incoming.size() >= announced : incoming.size() != announced);
        if (tooMuch || wrongEnd) {
            return Arrival.MALFORMED;
        }
        collecting = more;
        if (more) {
            return Arrival.PIECE;
        }
        message = incoming.toByteArray();
        incoming.reset();
        announced = -1;
        return Arrival.COMPLETE;
    }

    private boolean agrees(long length) {
        if (length > MAX_MESSAGE_OCTETS || collecting && length != announced) {
            return false;
        }
        announced = length;
        return true;
    }

    /** The message that is complete. */
    byte[] takeMessage() {
        byte[] taken = message;
        message = NOTHING;
        return taken;
    }
}
