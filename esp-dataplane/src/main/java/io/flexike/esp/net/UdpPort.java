package io.flexike.esp.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP port of the system. The kernel builds the outer IP header and fragments what is longer than the path.
 *
 * <p>Bound to a wildcard address, the port does not learn to which of its addresses a datagram came.
 */
public final class UdpPort implements DatagramPort {
    private static final Logger LOG = LoggerFactory.getLogger(UdpPort.class);
    /** Our own choice; the kernel cuts it to {@code net.core.rmem_max}. */
    private static final int SOCKET_BUFFER_OCTETS = 4 << 20;

    private static final int BATCH = 8;
    /** How long a sender waits for room in the socket: this often, this long each time. */
    private static final int SEND_ATTEMPTS = 50;

    private static final long SEND_PAUSE_NANOS = 50_000;

    // never blocking: an interrupt in a blocking call would close the channel for everyone (InterruptibleChannel)
    private final DatagramChannel channel;
    private final Selector selector;
    private final InetSocketAddress localAddress;
    private final ByteBuffer receiveBuffer = ByteBuffer.allocateDirect(DatagramBatch.MAX_DATAGRAM_OCTETS);
    private final ByteBuffer sendBuffer = ByteBuffer.allocateDirect(DatagramBatch.MAX_DATAGRAM_OCTETS);
    private final ReentrantLock sendLock = new ReentrantLock();

    private UdpPort(DatagramChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.localAddress = (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * Binds a port.
     *
     * @param local address and port; the IPv6 wildcard takes IPv4 as well where the system does so; port 0 takes a free
     *     one
     */
    public static UdpPort bind(InetSocketAddress local) throws IOException {
        boolean ipv4 = local.getAddress() instanceof Inet4Address;
        DatagramChannel channel =
                DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_OCTETS);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_OCTETS);
            allowFragments(channel);
            channel.bind(local).configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new UdpPort(channel, selector);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    // the option exists from JDK 19 on; before, Linux learns the path MTU and fragments what is longer
    @SuppressWarnings("unchecked")
    private static void allowFragments(DatagramChannel channel) throws IOException {
        for (SocketOption<?> option : channel.supportedOptions()) {
            if (option.name().equals("IP_DONTFRAGMENT") && option.type() == Boolean.class) {
                channel.setOption((SocketOption<Boolean>) option, false);
            }
        }
    }

    @Override
    public Encapsulation encapsulation() {
        return Encapsulation.UDP;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public int preferredBatch() {
        return BATCH;
    }

    @Override
    public void receive(DatagramBatch batch) throws IOException {
        batch.clear();
        while (!batch.isFull()) {
            receiveBuffer.clear();
            InetSocketAddress remote = (InetSocketAddress) channel.receive(receiveBuffer);
            if (remote == null) {
                if (batch.count() > 0) {
                    return;
                }
                awaitReadable();
                continue;
            }
            receiveBuffer.flip();
            byte[] buffer = batch.freeBuffer();
            int octets = Math.min(receiveBuffer.remaining(), buffer.length);
            receiveBuffer.get(buffer, 0, octets);
            batch.add(buffer, 0, octets, remote);
        }
    }

    private void awaitReadable() throws IOException {
        try {
            selector.select();
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public int send(DatagramBatch batch) throws IOException {
        int sent = 0;
        sendLock.lock();
        try {
            for (int i = 0; i < batch.count(); i++) {
                sent += send(batch, i) ? 1 : 0;
            }
        } finally {
            sendLock.unlock();
        }
        return sent;
    }

    private boolean send(DatagramBatch batch, int index) throws IOException {
        if (batch.octets(index) > sendBuffer.capacity()) {
            return false;
        }
        sendBuffer.clear();
        sendBuffer
                .put(batch.buffer(index), batch.offset(index), batch.octets(index))
                .flip();
        try {
            for (int attempt = 0; attempt < SEND_ATTEMPTS; attempt++) {
                // 0 means that there was no room, or that the datagram is empty
                if (channel.send(sendBuffer, batch.remote(index)) == batch.octets(index)) {
                    return true;
                }
                LockSupport.parkNanos(SEND_PAUSE_NANOS);
            }
            return false;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            LOG.debug("{} octets to {} were not sent: {}", batch.octets(index), batch.remote(index), e.getMessage());
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    @Override
    public String toString() {
        return "UdpPort[" + localAddress + "]";
    }
}
