package io.flexike.ike.transport;

import io.flexike.ike.message.StreamFraming;
import io.flexike.ike.message.StreamReader;
import io.flexike.ike.session.Path;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link TcpIkeTransport}. Any thread sends; all else belongs to the transport's thread. */
final class TcpConnection {
    private static final long NEVER = Long.MAX_VALUE;

    final SocketChannel channel;
    final Path path;
    final boolean own;
    final StreamReader reader;
    private final TcpLimits limits;
    private final SendQueue queue;
    private final long since;
    private volatile long lastActive;
    private volatile boolean trusted;
    private boolean closed;
    private volatile long releaseAfter = NEVER;
    private volatile long releasedAt;
    // guarded by the queue
    private long lastProgress;
    private boolean connected;
    private @Nullable SelectionKey key;

    TcpConnection(SocketChannel channel, Path path, boolean own, TcpLimits limits, long now) {
        this.channel = channel;
        this.path = path;
        this.own = own;
        this.reader = own ? StreamReader.ofOwnConnection() : StreamReader.ofPeersConnection();
        this.limits = limits;
        this.queue = new SendQueue(limits.sendQueueOctets());
        this.since = now;
        this.lastActive = now;
        this.lastProgress = now;
        this.connected = !own;
        // RFC 9329 4: the prefix comes from the originator only, before everything else.
        if (own && !queue.offer(StreamFraming.prefix())) {
            throw new AssertionError("no room for the prefix");
        }
    }

    void registered(SelectionKey newKey) {
        synchronized (queue) {
            key = newKey;
            if (connected && !queue.isEmpty()) {
                newKey.interestOpsOr(SelectionKey.OP_WRITE);
            }
        }
    }

    /** The connection is there: what has waited goes out. */
    void connected(long now) throws IOException {
        synchronized (queue) {
            connected = true;
            lastProgress = now;
            if (key != null) {
                key.interestOps(SelectionKey.OP_READ);
            }
        }
        flush(now);
    }

    boolean isConnected() {
        synchronized (queue) {
            return connected;
        }
    }

    /**
     * Sends a frame as far as the system takes it at once.
     *
     * @return false if the queue is full and the frame dropped
     * @throws IOException if the connection is broken
     */
    boolean send(byte[] frame, long now) throws IOException {
        synchronized (queue) {
            if (queue.isEmpty()) {
                lastProgress = now;
            }
            if (!queue.offer(frame)) {
                return false;
            }
        }
        flush(now);
        return true;
    }

    /** Writes what the system takes, and asks to be told when it takes more. */
    void flush(long now) throws IOException {
        synchronized (queue) {
            if (!connected || queue.isEmpty()) {
                return;
            }
            if (queue.writeTo(channel) > 0) {
                lastProgress = now;
                lastActive = now;
            }
            if (key != null && key.isValid()) {
                if (queue.isEmpty()) {
                    key.interestOpsAnd(~SelectionKey.OP_WRITE);
                } else if ((key.interestOps() & SelectionKey.OP_WRITE) == 0) {
                    key.interestOpsOr(SelectionKey.OP_WRITE);
                    key.selector().wakeup();
                }
            }
        }
    }

    void active(long now) {
        lastActive = now;
    }

    /** An IKE SA was authenticated over it; tells whether it is the first and not closed. */
    synchronized boolean trust() {
        boolean first = !trusted && !closed;
        trusted = true;
        return first;
    }

    boolean isTrusted() {
        return trusted;
    }

    /** No IKE SA uses it any more: it is closed after a moment. */
    void release(long now, Duration linger) {
        releasedAt = now;
        releaseAfter = linger.toNanos();
    }

    boolean isReleased() {
        return releaseAfter != NEVER;
    }

    /** An IKE SA uses it again, or for the first time. */
    void keep() {
        releaseAfter = NEVER;
    }

    /** Whether a time is over; empty if none is. */
    String expired(long now) {
        if (isReleased() && now - releasedAt >= releaseAfter) {
            return "no IKE SA uses it";
        }
        if (!isConnected()) {
            return now - since >= limits.connectTimeout().toNanos() ? "no answer to the opening of it" : "";
        }
        if (!reader.hasPrefix() && now - since >= limits.prefixTimeout().toNanos()) {
            return "the prefix did not come in time";
        }
        if (!own && !trusted && now - since >= limits.untrustedTimeout().toNanos()) {
            return "nobody was authenticated over it in time";
        }
        synchronized (queue) {
            if (!queue.isEmpty() && now - lastProgress >= limits.stallTimeout().toNanos()) {
                return "the peer does not read";
            }
        }
        return now - lastActive >= limits.idleTimeout().toNanos() ? "nothing passes" : "";
    }

    /** Tells the one caller who is to close it. */
    synchronized boolean tryClose() {
        boolean first = !closed;
        closed = true;
        return first;
    }
}
