package io.flexike.ike.transport;

import io.flexike.ike.message.NonEspMarker;
import io.flexike.ike.message.StreamFraming;
import io.flexike.ike.message.StreamReader;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.Path;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * IKE and ESP in TCP connections (RFC 9329). A {@link Path} is the name of a connection: a path whose local end is one
 * of our listening addresses is a connection of a peer, and sending along it without one loses the message; for any
 * other path this end opens the connection, and opens it again when it breaks, until it is released. One thread reads;
 * any thread sends. Sockets and the thread are made by the calling thread and stay in its network namespace.
 */
public final class TcpIkeTransport implements Wire, AutoCloseable {
    /** RFC 9329 2: the port that everyone supports. */
    public static final int PORT = 4500;

    private static final Logger LOG = LoggerFactory.getLogger(TcpIkeTransport.class);
    private static final int READ_OCTETS = 1 << 16;
    private static final int BACKLOG = 128;
    private static final int LOG_LINES_PER_SECOND = 10;
    private static final long CLOSE_WAIT_MILLIS = 2_000;

    /** How late a time that is over may be noticed. */
    private static final long SWEEP_MILLIS = 250;

    /** So that the last answer arrives before the end of the stream does. */
    private static final Duration ORIGINATOR_LINGER = Duration.ofSeconds(1);

    /** RFC 9329 6.1: the responder leaves it to the originator to close, for a few seconds. */
    private static final Duration RESPONDER_LINGER = Duration.ofSeconds(5);

    private final Selector selector;
    private final TcpLimits limits;
    private final Map<InetSocketAddress, ServerSocketChannel> listeners = new LinkedHashMap<>();
    private final Map<Path, TcpConnection> connections = new ConcurrentHashMap<>();
    /** Of peers: one that comes back from the same port, as after a break, is no stranger. */
    private final Set<Path> trusted = ConcurrentHashMap.newKeySet();

    private final TcpAdmission admission;
    private final Reconnection reconnection = new Reconnection();
    private final AtomicBoolean started = new AtomicBoolean();
    private final RateLimit logLimit = new RateLimit(LOG_LINES_PER_SECOND, System.nanoTime());
    private final LongAdder received = new LongAdder();
    private final LongAdder esp = new LongAdder();
    private final LongAdder keepalives = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder sendFailures = new LongAdder();
    private final LongAdder sendOverflows = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder broken = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private volatile Thread reader = new Thread("ike-tcp-not-started");
    private volatile boolean closed;

    private TcpIkeTransport(Selector selector, TcpLimits limits) {
        this.selector = selector;
        this.limits = limits;
        this.admission = new TcpAdmission(limits);
    }

    /**
     * Listens on a port of each address; connections wait until {@link #start}.
     *
     * @param listenAddresses none of them a wildcard; may be empty for an end that only opens connections
     * @param port 0 to let the system choose
     * @throws IOException if an address is not ours or the port is taken; nothing stays bound then
     */
    public static TcpIkeTransport open(List<InetAddress> listenAddresses, int port, TcpLimits limits)
            throws IOException {
        TcpIkeTransport transport = new TcpIkeTransport(Selector.open(), limits);
        try {
            for (InetAddress address : listenAddresses) {
                if (address.isAnyLocalAddress()) {
                    throw new IllegalArgumentException("listen on addresses, not on " + address.getHostAddress());
                }
                transport.listen(new InetSocketAddress(address, port));
            }
            return transport;
        } catch (IOException | RuntimeException e) {
            transport.closeSockets();
            throw e;
        }
    }

    /**
     * Starts to accept and to read.
     *
     * @param reconnected told of every connection of ours that was opened again: requests without a response are to be
     *     sent once more over it (RFC 9329 6.2); called on the transport's thread, must not block
     * @throws IllegalStateException if started before
     */
    public void start(
            String threadName, DatagramReceiver receiver, EspReceiver espReceiver, Consumer<? super Path> reconnected) {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("started before");
        }
        Thread thread = new Thread(() -> run(receiver, espReceiver, reconnected), threadName);
        thread.setDaemon(true);
        reader = thread;
        thread.start();
    }

    /** The addresses listened on. */
    public List<InetSocketAddress> listeningOn() {
        return List.copyOf(listeners.keySet());
    }

    /**
     * A path for one more connection of ours. Nothing is opened yet; the system chose a port that was free just now, so
     * that NAT detection can name it (RFC 9329 6.5). Is it taken meanwhile, another one is used.
     *
     * @throws IOException if the local address is not ours
     */
    public Path path(InetAddress local, InetSocketAddress remote) throws IOException {
        try (SocketChannel probe = SocketChannel.open()) {
            probe.bind(new InetSocketAddress(local, 0));
            int port = ((InetSocketAddress) probe.getLocalAddress()).getPort();
            return Path.tcp(new InetSocketAddress(local, port), remote);
        }
    }

    @Override
    public void send(Path path, byte[] octets) {
        if (octets.length == 0 || octets.length + NonEspMarker.OCTETS > StreamFraming.MAX_MESSAGE_OCTETS) {
            sendFailures.increment();
            return;
        }
        sendFrame(path, StreamFraming.ike(octets));
    }

    /**
     * Sends an ESP packet, or loses it; neither blocks nor throws.
     *
     * @return whether it was taken
     */
    public boolean sendEsp(Path path, byte[] buffer, int offset, int octets) {
        if (octets < 1 || octets > StreamFraming.MAX_MESSAGE_OCTETS) {
            sendFailures.increment();
            return false;
        }
        return sendFrame(path, StreamFraming.esp(buffer, offset, octets));
    }

    /** An IKE SA was authenticated over that path, or has moved to it: its connection is no longer a stranger's. */
    public void trust(Path path) {
        trusted.add(path);
        TcpConnection connection = connections.get(path);
        if (connection != null) {
            connection.keep();
            if (connection.trust() && !connection.own) {
                admission.trusted();
            }
        }
    }

    /** No IKE SA uses that path any more: its connection is closed after a moment and not opened again. */
    public void release(Path path) {
        reconnection.forget(path);
        trusted.remove(path);
        TcpConnection connection = connections.get(path);
        if (connection != null) {
            connection.release(System.nanoTime(), connection.own ? ORIGINATOR_LINGER : RESPONDER_LINGER);
        }
    }

    /** What it has seen so far. */
    public TcpCounters counters() {
        return new TcpCounters(
                received.sum(),
                esp.sum(),
                keepalives.sum(),
                malformed.sum(),
                sent.sum(),
                sendFailures.sum(),
                sendOverflows.sum(),
                accepted.sum(),
                refused.sum(),
                broken.sum(),
                expired.sum(),
                connections.size(),
                admission.untrusted());
    }

    /** Ends the thread, closes all connections and releases the ports. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        Thread thread = reader;
        if (Thread.currentThread() != thread) {
            try {
                thread.join(CLOSE_WAIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        closeSockets();
    }

    private void listen(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, BACKLOG).configureBlocking(false);
            InetSocketAddress bound = new InetSocketAddress(
                    address.getAddress(), ((InetSocketAddress) channel.getLocalAddress()).getPort());
            channel.register(selector, SelectionKey.OP_ACCEPT, bound);
            listeners.put(bound, channel);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot listen on TCP " + address + ": " + e.getMessage(), e);
        }
    }

    private boolean sendFrame(Path path, byte[] frame) {
        TcpConnection connection = connections.get(path);
        if (connection == null) {
            connection = openFor(path);
        }
        if (connection == null) {
            sendFailures.increment();
            return false;
        }
        try {
            boolean taken = connection.send(frame, System.nanoTime());
            (taken ? sent : sendOverflows).increment();
            return taken;
        } catch (IOException | RuntimeException e) {
            sendFailures.increment();
            drop(connection, e.toString());
            return false;
        }
    }

    /** RFC 9329 6.1: only the originator of the IKE SA opens connections. */
    private @Nullable TcpConnection openFor(Path path) {
        boolean ofPeer = listeners.containsKey(path.local());
        if (closed || path.carrier() != Carrier.TCP || ofPeer || !reconnection.begin(path)) {
            return null;
        }
        return open(path);
    }

    private synchronized @Nullable TcpConnection open(Path path) {
        TcpConnection there = connections.get(path);
        if (there != null) {
            return there;
        }
        try {
            TcpConnection connection = TcpDial.open(path, limits);
            connections.put(path, connection);
            if (closed) {
                drop(connection, "closed");
                return null;
            }
            int interest = connection.channel.isConnected() ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
            connection.registered(connection.channel.register(selector, interest, connection));
            selector.wakeup();
            return connection;
        } catch (IOException | RuntimeException e) {
            debug("cannot open a connection to " + path.remote(), e.toString());
            TcpConnection half = connections.remove(path);
            if (half != null) {
                closeQuietly(half);
            }
            reconnection.broken(path, false, System.nanoTime());
            return null;
        }
    }

    private void run(DatagramReceiver receiver, EspReceiver espReceiver, Consumer<? super Path> reconnected) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_OCTETS);
        long sweptAt = System.nanoTime();
        while (!closed) {
            try {
                selector.select(SWEEP_MILLIS);
                for (SelectionKey key : new ArrayList<>(selector.selectedKeys())) {
                    serve(key, buffer, receiver, espReceiver, reconnected);
                }
                selector.selectedKeys().clear();
                long now = System.nanoTime();
                if (now - sweptAt >= Duration.ofMillis(SWEEP_MILLIS).toNanos()) {
                    sweptAt = now;
                    sweep(now);
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                LOG.error("the thread of TCP connections met a fault", e);
            }
        }
    }

    private void serve(
            SelectionKey key,
            ByteBuffer buffer,
            DatagramReceiver receiver,
            EspReceiver espReceiver,
            Consumer<? super Path> reconnected) {
        if (!key.isValid()) {
            return;
        }
        if (key.channel() instanceof ServerSocketChannel listener) {
            accept(key, listener, (InetSocketAddress) key.attachment());
            return;
        }
        TcpConnection connection = (TcpConnection) key.attachment();
        try {
            long now = System.nanoTime();
            // One that was there at once, as on loopback, shows as writable only.
            if (!connection.isConnected() && connection.channel.finishConnect()) {
                connection.connected(now);
                if (reconnection.connected(connection.path, now)) {
                    reconnected.accept(connection.path);
                }
            }
            if (key.isWritable()) {
                connection.flush(now);
            }
            if (key.isReadable()) {
                read(connection, buffer, receiver, espReceiver, now);
            }
        } catch (IOException | CancelledKeyException e) {
            drop(connection, e.toString());
        } catch (RuntimeException | AssertionError e) {
            LOG.error("the receiver of messages over TCP failed", e);
            drop(connection, "a fault of ours");
        }
    }

    private void accept(SelectionKey key, ServerSocketChannel listener, InetSocketAddress local) {
        try {
            SocketChannel channel = listener.accept();
            if (channel != null) {
                admit(channel, local);
            }
        } catch (IOException e) {
            // Out of descriptors, most likely: the sweep listens again.
            key.interestOps(0);
            debug("cannot accept on " + local, e.toString());
        }
    }

    private void admit(SocketChannel channel, InetSocketAddress local) throws IOException {
        try {
            InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
            if (!admission.tryEnter(remote.getAddress())) {
                refused.increment();
                // Without lingering, so that a flood leaves nothing behind in the system either.
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
                return;
            }
            accepted.increment();
            TcpConnection connection =
                    new TcpConnection(channel, Path.tcp(local, remote), false, limits, System.nanoTime());
            TcpConnection forgotten = connections.put(connection.path, connection);
            if (trusted.contains(connection.path) && connection.trust()) {
                admission.trusted();
            }
            if (forgotten != null) {
                drop(forgotten, "the peer opened it anew");
            }
            try {
                TcpDial.prepare(channel);
                connection.registered(channel.register(selector, SelectionKey.OP_READ, connection));
            } catch (IOException | RuntimeException e) {
                drop(connection, e.toString());
            }
        } catch (ClosedChannelException e) {
            channel.close();
        }
    }

    private void read(
            TcpConnection connection, ByteBuffer buffer, DatagramReceiver receiver, EspReceiver espReceiver, long now)
            throws IOException {
        buffer.clear();
        int octets = connection.channel.read(buffer);
        if (octets < 0) {
            // RFC 9329 6.1: the IKE SAs live on, whatever ended the connection.
            drop(connection, "the peer closed it");
            return;
        }
        connection.active(now);
        buffer.flip();
        while (true) {
            StreamReader.Result result = connection.reader.next(buffer);
            if (result instanceof StreamReader.Result.Message message) {
                dispatch(connection.path, message.octets(), receiver, espReceiver);
            } else if (result instanceof StreamReader.Result.Broken reason) {
                broken.increment();
                drop(connection, reason.reason());
                return;
            } else {
                return;
            }
        }
    }

    private void dispatch(Path path, byte[] message, DatagramReceiver receiver, EspReceiver espReceiver) {
        if (NonEspMarker.isPresent(message)) {
            received.increment();
            receiver.received(path, NonEspMarker.remove(message));
        } else if (NonEspMarker.isKeepalive(message)) {
            // RFC 9329 6.6: they are not needed here, and no error.
            keepalives.increment();
        } else if (message.length < NonEspMarker.OCTETS) {
            malformed.increment();
        } else {
            esp.increment();
            espReceiver.received(path.local(), path.remote(), message);
        }
    }

    private void sweep(long now) {
        for (TcpConnection connection : connections.values()) {
            String reason = connection.expired(now);
            if (!reason.isEmpty()) {
                expired.increment();
                drop(connection, reason);
            }
        }
        reconnection.due(now).forEach(this::open);
        for (ServerSocketChannel listener : listeners.values()) {
            SelectionKey key = listener.keyFor(selector);
            if (key != null && key.isValid() && key.interestOps() == 0) {
                key.interestOps(SelectionKey.OP_ACCEPT);
            }
        }
    }

    /** Closes a connection, once; one of ours that is still wanted is opened again later. */
    private void drop(TcpConnection connection, String reason) {
        if (!connection.tryClose()) {
            return;
        }
        connections.remove(connection.path, connection);
        if (!connection.own) {
            admission.leave(connection.path.remote().getAddress(), connection.isTrusted());
        } else if (!connection.isReleased()) {
            reconnection.broken(connection.path, connection.isConnected(), System.nanoTime());
        }
        closeQuietly(connection);
        debug("the connection with " + connection.path.remote() + " is closed", reason);
    }

    private void closeSockets() {
        for (TcpConnection connection : List.copyOf(connections.values())) {
            drop(connection, "this end is closed");
        }
        for (Map.Entry<InetSocketAddress, ServerSocketChannel> listener : listeners.entrySet()) {
            try {
                listener.getValue().close();
            } catch (IOException e) {
                LOG.debug("closing {}: {}", listener.getKey(), e.toString());
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("closing the selector: {}", e.toString());
        }
    }

    private static void closeQuietly(TcpConnection connection) {
        try {
            connection.channel.close();
        } catch (IOException e) {
            LOG.debug("closing {}: {}", connection.path, e.toString());
        }
    }

    private void debug(String what, String why) {
        if (LOG.isDebugEnabled()) {
            OptionalLong suppressed = logLimit.tryPass(System.nanoTime());
            if (suppressed.isPresent()) {
                LOG.debug("{}: {} ({} lines like this left out)", what, why, suppressed.getAsLong());
            }
        }
    }
}
