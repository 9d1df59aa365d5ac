package io.flexike.ike.transport;

import io.flexike.ike.message.NonEspMarker;
import io.flexike.ike.session.Path;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * UDP sockets of an IKE endpoint: for each local address one on the IKE port and one on the NAT traversal port. Binding
 * to addresses and not to the wildcard tells the local address of every datagram, which NAT detection needs (RFC 7296
 * 2.23). Thread-safe. Sockets and the reading thread are made by the calling thread and stay in its network namespace.
 */
public final class UdpIkeTransport implements Wire, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpIkeTransport.class);
    private static final int LARGEST_DATAGRAM = 65_535;
    private static final int DATAGRAMS_PER_TURN = 64;

    private final TransportThread thread;
    private final Map<InetSocketAddress, Socket> sockets = new LinkedHashMap<>();
    private final LimitedLog log = new LimitedLog(LOG);
    private final Demultiplexer.Tally tally = new Demultiplexer.Tally();
    private final LongAdder sent = new LongAdder();
    private final LongAdder sendFailures = new LongAdder();
    private final LongAdder receiveFailures = new LongAdder();

    private UdpIkeTransport() throws IOException {
        this.thread = new TransportThread("ike-udp");
    }

    /**
     * Binds all sockets; datagrams wait in them until {@link #start}.
     *
     * @param localAddresses at least one, of any family, none of them a wildcard
     * @throws IOException if an address is not ours or a port is taken; nothing stays bound then
     * @throws IllegalArgumentException if there is no address, or a wildcard
     */
    public static UdpIkeTransport open(List<InetAddress> localAddresses, IkePorts ports) throws IOException {
        if (localAddresses.isEmpty()) {
            throw new IllegalArgumentException("a UDP transport needs a local address");
        }
        UdpIkeTransport transport = new UdpIkeTransport();
        try {
            for (InetAddress address : localAddresses) {
                if (address.isAnyLocalAddress()) {
                    throw new IllegalArgumentException("bind to addresses, not to " + address.getHostAddress()
                            + ": NAT detection needs the local address");
                }
                transport.bind(new InetSocketAddress(address, ports.ike()), false);
                transport.bind(new InetSocketAddress(address, ports.natTraversal()), true);
            }
            return transport;
        } catch (IOException | RuntimeException e) {
            transport.closeSockets();
            throw e;
        }
    }

    /**
     * Starts to read.
     *
     * @param espReceiver gets the ESP packets of the NAT traversal port
     * @throws IllegalStateException if started before
     */
    public void start(String threadName, DatagramReceiver receiver, EspReceiver espReceiver) {
        Demultiplexer demultiplexer = new Demultiplexer(receiver, espReceiver, tally);
        thread.start(threadName, () -> read(demultiplexer));
    }

    /** The addresses that are bound, IKE port and NAT traversal port of each local address in turn. */
    public List<InetSocketAddress> boundAddresses() {
        return List.copyOf(sockets.keySet());
    }

    /** The ports that a local address got; of interest where the system chose them. */
    public IkePorts ports(InetAddress local) {
        return new IkePorts(portOf(local, false).getPort(), portOf(local, true).getPort());
    }

    /** The path from a local address to a peer's IKE port. */
    public Path ikePath(InetAddress local, InetSocketAddress remote) {
        return new Path(portOf(local, false), remote, false);
    }

    /** The path from a local address to a peer's NAT traversal port. */
    public Path natTraversalPath(InetAddress local, InetSocketAddress remote) {
        return new Path(portOf(local, true), remote, true);
    }

    @Override
    public void send(Path path, byte[] octets) {
        Socket socket = sockets.get(path.local());
        if (socket == null || socket.natTraversal() != path.natTraversal()) {
            sendFailures.increment();
            log.debug("no socket for " + path, "");
            return;
        }
        send(socket, path, path.natTraversal() ? NonEspMarker.prepend(octets) : octets);
    }

    @Override
    public void keepalive(Path path) {
        Socket socket = sockets.get(path.local());
        if (socket != null && socket.natTraversal()) {
            send(socket, path, new byte[] {NonEspMarker.KEEPALIVE});
        }
    }

    private void send(Socket socket, Path path, byte[] datagram) {
        try {
            if (socket.channel().send(ByteBuffer.wrap(datagram), path.remote()) == datagram.length) {
                sent.increment();
            } else {
                sendFailures.increment();
            }
        } catch (IOException | RuntimeException e) {
            sendFailures.increment();
            log.debug("cannot send to " + path.remote(), e.toString());
        }
    }

    /** What it has seen so far. */
    public UdpCounters counters() {
        return new UdpCounters(
                tally.ike.sum(),
                tally.esp.sum(),
                tally.keepalives.sum(),
                tally.malformed.sum(),
                sent.sum(),
                sendFailures.sum(),
                receiveFailures.sum());
    }

    /** Ends the reading thread and releases the ports. */
    @Override
    public void close() {
        thread.end();
        closeSockets();
    }

    private void bind(InetSocketAddress address, boolean natTraversal) throws IOException {
        boolean six = address.getAddress() instanceof Inet6Address;
        DatagramChannel channel =
                DatagramChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.bind(address);
            channel.configureBlocking(false);
            // The address as it was given, since the system reports a scoped one in other words.
            InetSocketAddress bound = new InetSocketAddress(
                    address.getAddress(), ((InetSocketAddress) channel.getLocalAddress()).getPort());
            Socket socket = new Socket(channel, bound, natTraversal);
            channel.register(thread.selector(), SelectionKey.OP_READ, socket);
            sockets.put(bound, socket);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot bind UDP " + address + ": " + e.getMessage(), e);
        }
    }

    private InetSocketAddress portOf(InetAddress local, boolean natTraversal) {
        return sockets.values().stream()
                .filter(socket -> socket.natTraversal() == natTraversal)
                .map(Socket::local)
                .filter(address -> address.getAddress().equals(local))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(local.getHostAddress() + " is not bound"));
    }

    private void read(Demultiplexer demultiplexer) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
        while (!thread.isEnded()) {
            try {
                thread.selector().select();
                for (SelectionKey key : new ArrayList<>(thread.selector().selectedKeys())) {
                    drain((Socket) key.attachment(), buffer, demultiplexer);
                }
                thread.selector().selectedKeys().clear();
            } catch (IOException e) {
                receiveFailures.increment();
                log.debug("cannot wait for datagrams", e.toString());
            }
        }
    }

    private void drain(Socket socket, ByteBuffer buffer, Demultiplexer demultiplexer) {
        for (int i = 0; i < DATAGRAMS_PER_TURN && !thread.isEnded(); i++) {
            try {
                buffer.clear();
                InetSocketAddress remote = (InetSocketAddress) socket.channel().receive(buffer);
                if (remote == null) {
                    return;
                }
                byte[] datagram = new byte[buffer.flip().remaining()];
                buffer.get(datagram);
                Path path = new Path(socket.local(), remote, socket.natTraversal());
                if (socket.natTraversal()) {
                    demultiplexer.mixed(path, datagram);
                } else {
                    demultiplexer.plain(path, datagram);
                }
            } catch (IOException e) {
                receiveFailures.increment();
                log.debug("cannot receive on " + socket.local(), e.toString());
            } catch (RuntimeException | Error e) {
                receiveFailures.increment();
                LOG.error("the receiver of datagrams failed", e);
            }
        }
    }

    private void closeSockets() {
        sockets.values().forEach(socket -> TransportThread.closeQuietly(socket.channel(), socket.local()));
        TransportThread.closeQuietly(thread.selector(), "the selector");
    }

    private record Socket(DatagramChannel channel, InetSocketAddress local, boolean natTraversal) {}
}
