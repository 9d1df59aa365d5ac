package io.flexike.ike.message;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts what arrives in a TCP connection into IKE messages and ESP packets (RFC 9329 3, 4), however the octets come in
 * pieces. Holds at most one incomplete message, and memory in the order of what has arrived of it, whatever its length
 * field claims. Belongs to one thread at a time.
 */
public final class StreamReader {
    /** Our choice: room for a message before anything of it has come. */
    private static final int FIRST_OCTETS = 512;

    private static final byte[] NONE = {};
    private static final int UNKNOWN = -1;

    private int prefixLeft;
    private int lengthHigh = UNKNOWN;
    private int wanted = UNKNOWN;
    private byte[] message = NONE;
    private int have;
    private String fault = "";

    private StreamReader(int prefixLeft) {
        this.prefixLeft = prefixLeft;
    }

    /** What the next octets make. */
    public sealed interface Result {
        /** A message without its length field: IKE with the non-ESP marker, ESP, or a NAT keepalive; never empty. */
        record Message(byte[] octets) implements Result {
            @Override
            public boolean equals(Object other) {
                return other instanceof Message that && Arrays.equals(octets, that.octets);
            }

            @Override
            public int hashCode() {
                return Arrays.hashCode(octets);
            }

            @Override
            public String toString() {
                return "Message[" + octets.length + " octets]";
            }
        }

        /** The input is used up. */
        record NeedsMore() implements Result {}

        /** The connection has to be closed; nothing more will be read from it. */
        record Broken(String reason) implements Result {}
    }

    private static final Result NEEDS_MORE = new Result.NeedsMore();

    /** For a connection that the peer opened: the prefix has to come first. */
    public static StreamReader ofPeersConnection() {
        return new StreamReader(StreamFraming.prefixOctets());
    }

    /** For a connection that we opened: only our side sends a prefix. */
    public static StreamReader ofOwnConnection() {
        return new StreamReader(0);
    }

    /** Whether the whole prefix has come, or none is due. */
    public boolean hasPrefix() {
        return prefixLeft == 0;
    }

    /** Whether a message has begun and not ended. */
    public boolean isInsideMessage() {
        return lengthHigh != UNKNOWN || wanted != UNKNOWN;
    }

    /** Takes octets up to the end of one message; to be called again until it needs more. */
    public Result next(ByteBuffer input) {
        if (!fault.isEmpty() || !readPrefix(input)) {
            return new Result.Broken(fault);
        }
        while (input.hasRemaining()) {
            if (wanted == UNKNOWN && !readLength(input)) {
                if (!fault.isEmpty()) {
                    return new Result.Broken(fault);
                }
                continue;
            }
            if (readMessage(input)) {
                return new Result.Message(takeMessage());
            }
        }
        return NEEDS_MORE;
    }

    /** RFC 9329 4, 6.1: the whole prefix comes before anything is read as IKE or ESP. */
    private boolean readPrefix(ByteBuffer input) {
        while (prefixLeft > 0 && input.hasRemaining()) {
            byte expected = StreamFraming.prefixOctet(StreamFraming.prefixOctets() - prefixLeft);
            if (input.get() != expected) {
                fault = "the stream does not begin with the prefix";
                return false;
            }
            prefixLeft--;
        }
        return true;
    }

    /** Takes one octet of the length; tells whether a message with content follows. */
    private boolean readLength(ByteBuffer input) {
        int octet = input.get() & 0xff;
        if (lengthHigh == UNKNOWN) {
            lengthHigh = octet;
            return false;
        }
        int length = lengthHigh << 8 | octet;
        lengthHigh = UNKNOWN;
        // RFC 9329 3.1: a length that does not even count itself is fatal.
        if (length < StreamFraming.LENGTH_OCTETS) {
            fault = "a message of length " + length;
            return false;
        }
        // RFC 9329 3: an empty message is ignored.
        if (length == StreamFraming.LENGTH_OCTETS) {
            return false;
        }
        wanted = length - StreamFraming.LENGTH_OCTETS;
        return input.hasRemaining();
    }

    private boolean readMessage(ByteBuffer input) {
        int octets = Math.min(wanted - have, input.remaining());
        if (message.length < have + octets) {
            int room = Math.max(have + octets, Math.max(FIRST_OCTETS, 2 * message.length));
            message = Arrays.copyOf(message, Math.min(wanted, room));
        }
        input.get(message, have, octets);
        have += octets;
        return have == wanted;
    }

    private byte[] takeMessage() {
        byte[] whole = message;
        message = NONE;
        have = 0;
        wanted = UNKNOWN;
        return whole;
    }
}
