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
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP port over a channel of the JDK: one system call for each datagram.
 *
 * <p>It sends the traffic class without its lowest bit where the JDK does, tells none, and keeps datagrams whole where
 * the JDK has that option, from 19 on.
 */
final class ChannelUdpPort implements UdpPort {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelUdpPort.class);

    private static final int BATCH = 8;
    /** How long a sender waits for room in the socket: this often, this long each time. */
    private static final int SEND_ATTEMPTS = 50;

    private static final long SEND_PAUSE_NANOS = 50_000;

    // never blocking: an interrupt in a blocking call would close the channel for everyone (InterruptibleChannel)
    private final DatagramChannel channel;
    private final Selector selector;
    private final InetSocketAddress localAddress;
    private final boolean ipv4;
    private final ByteBuffer receiveBuffer = ByteBuffer.allocateDirect(DatagramBatch.MAX_DATAGRAM_OCTETS);
    private final ByteBuffer sendBuffer = ByteBuffer.allocateDirect(DatagramBatch.MAX_DATAGRAM_OCTETS);
    private int attempts;
    private final DeferredFault fault = new DeferredFault();
    private final ReentrantLock sendLock = new ReentrantLock();
    private final Optional<SocketOption<Boolean>> dontFragment;
    // below: guarded by the lock
    private int trafficClass;
    private boolean whole;

    private ChannelUdpPort(DatagramChannel channel, Selector selector, Optional<SocketOption<Boolean>> dontFragment)
            throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.dontFragment = dontFragment;
        this.localAddress = (InetSocketAddress) channel.getLocalAddress();
        this.ipv4 = localAddress.getAddress() instanceof Inet4Address;
    }

    /** Binds a port. */
    static ChannelUdpPort bind(InetSocketAddress local, boolean shared) throws IOException {
        boolean ipv4 = local.getAddress() instanceof Inet4Address;
        DatagramChannel channel =
                DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SocketPort.SOCKET_BUFFER_OCTETS);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SocketPort.SOCKET_BUFFER_OCTETS);
            if (shared) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            Optional<SocketOption<Boolean>> dontFragment = dontFragment(channel);
            if (dontFragment.isPresent()) {
                channel.setOption(dontFragment.get(), false);
            }
            channel.bind(local).configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new ChannelUdpPort(channel, selector, dontFragment);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    // from JDK 19 on; before, Linux learns the path MTU and fragments what is longer
    @SuppressWarnings("unchecked")
    private static Optional<SocketOption<Boolean>> dontFragment(DatagramChannel channel) {
        for (SocketOption<?> option : channel.supportedOptions()) {
            if (option.name().equals("IP_DONTFRAGMENT") && option.type() == Boolean.class) {
                return Optional.of((SocketOption<Boolean>) option);
            }
        }
        return Optional.empty();
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
        fault.throwIfKept();
        while (batch.reserve(batch.longestOctets())) {
            receiveBuffer.clear();
            InetSocketAddress remote;
            try {
                remote = (InetSocketAddress) channel.receive(receiveBuffer);
            } catch (IOException e) {
                fault.raise(e, batch);
                return;
            }
            if (remote == null) {
                if (batch.count() > 0) {
                    return;
                }
                awaitReadable();
                continue;
            }
            receiveBuffer.flip();
            int octets = Math.min(receiveBuffer.remaining(), batch.longestOctets());
            receiveBuffer.get(batch.freeBuffer(), batch.freeOffset(), octets);
            batch.add(batch.freeBuffer(), batch.freeOffset(), octets, remote);
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
            attempts = 0;
            for (int i = 0; i < batch.count(); i++) {
                sent += send(batch, i) ? 1 : 0;
            }
        } finally {
            sendLock.unlock();
        }
        return sent;
    }

    private boolean send(DatagramBatch batch, int index) throws IOException {
        boolean wrongVersion = ipv4 && !(batch.remote(index).getAddress() instanceof Inet4Address);
        if (wrongVersion || batch.octets(index) > sendBuffer.capacity()) {
            return false;
        }
        sendBuffer.clear();
        sendBuffer
                .put(batch.buffer(index), batch.offset(index), batch.octets(index))
                .flip();
        try {
            mark(batch.trafficClass(index), batch.whole(index));
            // 0 means that there was no room, or that the datagram is empty
            while (channel.send(sendBuffer, batch.remote(index)) != batch.octets(index)) {
                // whoever has waited in vain for one datagram does not wait as long for each of those behind it
                if (++attempts >= SEND_ATTEMPTS) {
                    return false;
                }
                LockSupport.parkNanos(SEND_PAUSE_NANOS);
            }
            attempts = 0;
            return true;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            LOG.debug("{} octets to {} were not sent: {}", batch.octets(index), batch.remote(index), e.getMessage());
            return false;
        }
    }

    private void mark(int wantedClass, boolean wantedWhole) throws IOException {
        if (wantedClass != trafficClass) {
            channel.setOption(StandardSocketOptions.IP_TOS, wantedClass);
            trafficClass = wantedClass;
        }
        if (wantedWhole != whole && dontFragment.isPresent()) {
            channel.setOption(dontFragment.get(), wantedWhole);
            whole = wantedWhole;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            selector.close();
        } finally {
            channel.close();
        }
    }

    @Override
    public String toString() {
        return "UdpPort[" + localAddress + "]";
    }
}
