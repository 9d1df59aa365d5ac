package io.flexike.flexvpn.runtime;

import io.flexike.esp.net.DatagramBatch;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.DatagramQueue;
import io.flexike.esp.net.Encapsulation;
import io.flexike.ike.session.Path;
import io.flexike.ike.transport.TcpIkeTransport;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The ESP packets in the TCP connections of one local address, as the data plane sees them. Thread-safe. */
final class TcpEspPort implements DatagramPort {
    private static final int BATCH = 32;

    /** Our choice: what may wait for the data plane before packets are lost. */
    private static final int QUEUE_OCTETS = 4 << 20;

    private final InetSocketAddress local;
    private final TcpIkeTransport transport;
    private final Map<InetSocketAddress, Path> own = new ConcurrentHashMap<>();
    private final DatagramQueue queue = new DatagramQueue(Integer.MAX_VALUE, QUEUE_OCTETS);
    private final LongAdder overflows = new LongAdder();

    /** @param local where the transport listens */
    TcpEspPort(InetSocketAddress local, TcpIkeTransport transport) {
        this.local = local;
        this.transport = transport;
    }

    /**
     * Packets to that remote end go along that path from now on. Only for connections that we open: a peer listens on
     * one port, so that a remote end alone does not tell which connection; those of peers are told by their ports.
     */
    void use(Path path) {
        if (!path.local().equals(local)) {
            own.put(path.remote(), path);
        }
    }

    /** A packet has come; it is lost, and counted as such, if the data plane is too slow. */
    void received(InetSocketAddress remote, byte[] packet) {
        if (!queue.offer(remote, packet)) {
            overflows.increment();
        }
    }

    @Override
    public long overflows() {
        return overflows.sum();
    }

    @Override
    public Encapsulation encapsulation() {
        return Encapsulation.TCP;
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public int preferredBatch() {
        return BATCH;
    }

    @Override
    public void receive(DatagramBatch batch) throws ClosedChannelException {
        queue.receive(batch);
    }

    @Override
    public int send(DatagramBatch batch) throws ClosedChannelException {
        queue.requireOpen();
        int sent = 0;
        for (int i = 0; i < batch.count(); i++) {
            Path path = own.getOrDefault(batch.remote(i), Path.tcp(local, batch.remote(i)));
            sent += transport.sendEsp(path, batch.buffer(i), batch.offset(i), batch.octets(i)) ? 1 : 0;
        }
        return sent;
    }

    @Override
    public void close() {
        queue.close();
    }

    @Override
    public String toString() {
        return "TcpEspPort[" + local + "]";
    }
}
