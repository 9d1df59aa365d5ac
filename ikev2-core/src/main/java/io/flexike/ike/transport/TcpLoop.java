package io.flexike.ike.transport;

import io.flexike.ike.message.StreamReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the thread of a TCP transport does: accepts, completes connections, reads, writes what has waited, sweeps. */
final class TcpLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpLoop.class);
    private static final int READ_OCTETS = 1 << 16;
    /** How late a time that is over may be noticed. */
    private static final Duration SWEEP = Duration.ofMillis(250);

    private final TransportThread thread;
    private final TcpListeners listeners;
    private final Demultiplexer demultiplexer;
    private final Events events;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_OCTETS);

    TcpLoop(TransportThread thread, TcpListeners listeners, Demultiplexer demultiplexer, Events events) {
        this.thread = thread;
        this.listeners = listeners;
        this.demultiplexer = demultiplexer;
        this.events = events;
    }

    /** What becomes of connections. */
    interface Events {
        void accepted(SocketChannel channel, InetSocketAddress local);

        /** One of ours is there. */
        void connected(TcpConnection connection, long now);

        /** What came makes no sense. */
        void broken(TcpConnection connection, String reason);

        void ended(TcpConnection connection, String reason);

        /** Now and then. */
        void sweep(long now);
    }

    @Override
    public void run() {
        long sweptAt = System.nanoTime();
        while (!thread.isEnded()) {
            try {
                thread.selector().select(SWEEP.toMillis());
                for (SelectionKey key : new ArrayList<>(thread.selector().selectedKeys())) {
                    serve(key);
                }
                thread.selector().selectedKeys().clear();
                long now = System.nanoTime();
                if (now - sweptAt >= SWEEP.toNanos()) {
                    sweptAt = now;
                    events.sweep(now);
                }
            } catch (IOException | RuntimeException | Error e) {
                LOG.error("the thread of TCP connections met a fault", e);
            }
        }
    }

    private void serve(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof InetSocketAddress local) {
            SocketChannel channel = listeners.accept(key);
            if (channel != null) {
                events.accepted(channel, local);
            }
            return;
        }
        TcpConnection connection = (TcpConnection) key.attachment();
        try {
            serve(key, connection);
        } catch (IOException | CancelledKeyException e) {
            events.ended(connection, e.toString());
        } catch (RuntimeException | Error e) {
            LOG.error("the receiver of messages over TCP failed", e);
            events.ended(connection, "a fault of ours");
        }
    }

    private void serve(SelectionKey key, TcpConnection connection) throws IOException {
        long now = System.nanoTime();
        // One that was there at once, as on loopback, shows as writable only.
        if (!connection.isConnected() && connection.channel.finishConnect()) {
            connection.connected(now);
            events.connected(connection, now);
        }
        if (key.isWritable()) {
            connection.flush(now);
        }
        if (key.isReadable()) {
            read(connection, now);
        }
    }

    private void read(TcpConnection connection, long now) throws IOException {
        buffer.clear();
        int octets = connection.channel.read(buffer);
        if (octets < 0) {
            // RFC 9329 6.1: the IKE SAs live on, whatever ended the connection.
            events.ended(connection, "the peer closed it");
            return;
        }
        connection.active(now);
        buffer.flip();
        while (true) {
            StreamReader.Result result = connection.reader.next(buffer);
            if (result instanceof StreamReader.Result.Message message) {
                demultiplexer.mixed(connection.path, message.octets());
            } else if (result instanceof StreamReader.Result.Broken reason) {
                events.broken(connection, reason.reason());
                return;
            } else {
                return;
            }
        }
    }
}
