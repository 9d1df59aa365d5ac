package io.flexike.ike.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;

/** Whole frames on their way into a stream, bounded in octets. Belongs to one thread at a time. */
final class SendQueue {
    private final int maxOctets;
    private final ArrayDeque<ByteBuffer> frames = new ArrayDeque<>();
    private int octets;

    SendQueue(int maxOctets) {
        this.maxOctets = maxOctets;
    }

    /** Appends a frame, or drops it as a whole if there is no room. */
    boolean offer(byte[] frame) {
        if (octets + frame.length > maxOctets) {
            return false;
        }
        frames.add(ByteBuffer.wrap(frame));
        octets += frame.length;
        return true;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Writes what the channel takes; tells how many octets those were. */
    int writeTo(WritableByteChannel channel) throws IOException {
        int written = 0;
        ByteBuffer frame = frames.peek();
        while (frame != null) {
            written += channel.write(frame);
            if (frame.hasRemaining()) {
                break;
            }
            frames.remove();
            frame = frames.peek();
        }
        octets -= written;
        return written;
    }
}
