package io.flexike.ike.transport;

import io.flexike.ike.message.NonEspMarker;
import io.flexike.ike.message.StreamFraming;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.Path;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

    /** So that the last answer arrives before the end of the stream does. */
    private static final Duration ORIGINATOR_LINGER = Duration.ofSeconds(1);

    /** RFC 9329 6.1: the responder leaves it to the originator to close, for a few seconds. */
    private static final Duration RESPONDER_LINGER = Duration.ofSeconds(5);

    private final TransportThread thread;
    private final TcpLimits limits;
    private final TcpListeners listeners;
    private final Map<Path, TcpConnection> connections = new ConcurrentHashMap<>();
    /** Of peers: one that comes back from the same port, as after a break, is no stranger. */
    private final Set<Path> trusted = ConcurrentHashMap.newKeySet();

    private final TcpAdmission admission;
    private final Reconnection reconnection = new Reconnection();
    private final LimitedLog log = new LimitedLog(LoggerFactory.getLogger(TcpIkeTransport.class));
    private final Demultiplexer.Tally tally = new Demultiplexer.Tally();
    private final LongAdder sent = new LongAdder();
    private final LongAdder sendFailures = new LongAdder();
    private final LongAdder sendOverflows = new LongAdder();
    private final LongAdder broken = new LongAdder();
    private final LongAdder expired = new LongAdder();

    private TcpIkeTransport(TcpLimits limits) throws IOException {
        this.thread = new TransportThread("ike-tcp");
        this.limits = limits;
        this.admission = new TcpAdmission(limits);
        this.listeners = new TcpListeners(thread.selector(), admission, log);
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
        TcpIkeTransport transport = new TcpIkeTransport(limits);
        try {
            for (InetAddress address : listenAddresses) {
                transport.listeners.listen(address, port);
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
        Demultiplexer demultiplexer = new Demultiplexer(receiver, espReceiver, tally);
        thread.start(threadName, new TcpLoop(thread, listeners, demultiplexer, new Happenings(reconnected)));
    }

    /** What the loop tells. */
    private final class Happenings implements TcpLoop.Events {
        private final Consumer<? super Path> reconnected;

        Happenings(Consumer<? super Path> reconnected) {
            this.reconnected = reconnected;
        }

        @Override
        public void accepted(SocketChannel channel, InetSocketAddress local) {
            admit(channel, local);
        }

        @Override
        public void connected(TcpConnection connection, long now) {
            if (reconnection.connected(connection.path, now)) {
                reconnected.accept(connection.path);
            }
        }

        @Override
        public void broken(TcpConnection connection, String reason) {
            broken.increment();
            drop(connection, reason);
        }

        @Override
        public void ended(TcpConnection connection, String reason) {
            drop(connection, reason);
        }

        @Override
        public void sweep(long now) {
            dropExpired(now);
            reconnection.due(now).forEach(TcpIkeTransport.this::open);
            listeners.resume();
        }
    }

    /** The addresses listened on. */
    public List<InetSocketAddress> listeningOn() {
        return listeners.addresses();
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
                tally.ike.sum(),
                tally.esp.sum(),
                tally.keepalives.sum(),
                tally.malformed.sum(),
                sent.sum(),
                sendFailures.sum(),
                sendOverflows.sum(),
                listeners.accepted(),
                listeners.refused(),
                broken.sum(),
                expired.sum(),
                connections.size(),
                admission.untrusted());
    }

    /** Ends the thread, closes all connections and releases the ports. */
    @Override
    public void close() {
        thread.end();
        closeSockets();
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
        boolean ofPeer = listeners.listenOn(path.local());
        if (thread.isEnded() || path.carrier() != Carrier.TCP || ofPeer || !reconnection.begin(path)) {
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
            if (thread.isEnded()) {
                drop(connection, "closed");
                return null;
            }
            int interest = connection.channel.isConnected() ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
            connection.registered(connection.channel.register(thread.selector(), interest, connection));
            thread.selector().wakeup();
            return connection;
        } catch (IOException | RuntimeException e) {
            log.debug("cannot open a connection to " + path.remote(), e.toString());
            TcpConnection half = connections.remove(path);
            if (half != null) {
                TransportThread.closeQuietly(half.channel, path);
            }
            reconnection.broken(path, false, System.nanoTime());
            return null;
        }
    }

    private void admit(SocketChannel channel, InetSocketAddress local) {
        InetSocketAddress remote = (InetSocketAddress) channel.socket().getRemoteSocketAddress();
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
            connection.registered(channel.register(thread.selector(), SelectionKey.OP_READ, connection));
        } catch (IOException | RuntimeException e) {
            drop(connection, e.toString());
        }
    }

    private void dropExpired(long now) {
        for (TcpConnection connection : connections.values()) {
            String reason = connection.expired(now);
            if (!reason.isEmpty()) {
                expired.increment();
                drop(connection, reason);
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
        TransportThread.closeQuietly(connection.channel, connection.path);
        log.debug("the connection with " + connection.path.remote() + " is closed", reason);
    }

    private void closeSockets() {
        for (TcpConnection connection : List.copyOf(connections.values())) {
            drop(connection, "this end is closed");
        }
        listeners.close();
        TransportThread.closeQuietly(thread.selector(), "the selector");
    }
}
