package io.flexike.ike.transport;

import io.flexike.ike.session.Path;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** Begins to open connections. */
final class TcpDial {
    private TcpDial() {}

    /**
     * A connection that is being opened, from the port of the path if it is free and otherwise from another one (RFC
     * 9329 6.1).
     */
    static TcpConnection open(Path path, TcpLimits limits) throws IOException {
        SocketChannel channel;
        try {
            channel = connecting(path.local(), path.remote());
        } catch (IOException e) {
            channel = connecting(new InetSocketAddress(path.local().getAddress(), 0), path.remote());
        }
        return new TcpConnection(channel, path, true, limits, System.nanoTime());
    }

    static void prepare(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }

    private static SocketChannel connecting(InetSocketAddress local, InetSocketAddress remote) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            prepare(channel);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(local);
            // Even when this completes at once, as it may on loopback, the selector reports it.
            channel.connect(remote);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
