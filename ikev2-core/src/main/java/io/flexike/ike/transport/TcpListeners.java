package io.flexike.ike.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The sockets at which peers open connections, and how many of them are let in. */
final class TcpListeners {
    private static final int BACKLOG = 128;

    private final Selector selector;
    private final TcpAdmission admission;
    private final LimitedLog log;
    private final Map<InetSocketAddress, ServerSocketChannel> listeners = new LinkedHashMap<>();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();

    TcpListeners(Selector selector, TcpAdmission admission, LimitedLog log) {
        this.selector = selector;
        this.admission = admission;
        this.log = log;
    }

    void listen(InetAddress address, int port) throws IOException {
        if (address.isAnyLocalAddress()) {
            throw new IllegalArgumentException("listen on addresses, not on " + address.getHostAddress());
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(address, port), BACKLOG).configureBlocking(false);
            InetSocketAddress bound =
                    new InetSocketAddress(address, ((InetSocketAddress) channel.getLocalAddress()).getPort());
            channel.register(selector, SelectionKey.OP_ACCEPT, bound);
            listeners.put(bound, channel);
        } catch (IOException e) {
            channel.close();
            throw new IOException(
                    "cannot listen on TCP " + new InetSocketAddress(address, port) + ": " + e.getMessage(), e);
        }
    }

    List<InetSocketAddress> addresses() {
        return List.copyOf(listeners.keySet());
    }

    boolean listenOn(InetSocketAddress address) {
        return listeners.containsKey(address);
    }

    /** The connection that a peer has opened, or null if it is gone again or was not let in. */
    @Nullable
    SocketChannel accept(SelectionKey key) {
        try {
            SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
            return channel != null && letIn(channel) ? channel : null;
        } catch (IOException e) {
            // Out of descriptors, most likely: resume() listens again.
            key.interestOps(0);
            log.debug("cannot accept on " + key.attachment(), e.toString());
            return null;
        }
    }

    private boolean letIn(SocketChannel channel) {
        try {
            InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
            if (admission.tryEnter(remote.getAddress())) {
                accepted.increment();
                return true;
            }
            refused.increment();
            // Without lingering, so that a flood leaves nothing behind in the system either.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            log.debug("a connection was gone before it was accepted", e.toString());
        }
        TransportThread.closeQuietly(channel, "a connection that was not let in");
        return false;
    }

    /** Listens again where accepting has failed. */
    void resume() {
        for (ServerSocketChannel listener : listeners.values()) {
            SelectionKey key = listener.keyFor(selector);
            if (key != null && key.isValid() && key.interestOps() == 0) {
                key.interestOps(SelectionKey.OP_ACCEPT);
            }
        }
    }

    long accepted() {
        return accepted.sum();
    }

    long refused() {
        return refused.sum();
    }

    void close() {
        listeners.forEach((address, listener) -> TransportThread.closeQuietly(listener, address));
    }
}
