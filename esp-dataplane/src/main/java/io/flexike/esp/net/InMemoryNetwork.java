package io.flexike.esp.net;

import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A network of ports in memory. What happens to a datagram between two ports is decided by a {@link Link}: nothing by
 * default, loss, reordering, duplication or address translation in a test.
 */
public final class InMemoryNetwork {
    /** Datagrams that wait at a port. */
    public static final int QUEUE_DATAGRAMS = 1024;

    /**
     * One datagram on its way.
     *
     * @param octets must not be changed
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Datagram(InetSocketAddress source, InetSocketAddress destination, byte[] octets) {}

    /** What happens between two ports. */
    @FunctionalInterface
    public interface Link {
        /**
         * Called on the sender's thread for each datagram.
         *
         * @param onwards takes what is to be delivered: the datagram, nothing, more, changed ones, or kept ones of
         *     earlier calls
         */
        void carry(Datagram datagram, Consumer<Datagram> onwards);
    }

    private final Map<Endpoint, Port> ports = new ConcurrentHashMap<>();
    private final AtomicLong drops = new AtomicLong();
    private volatile Link link = (datagram, onwards) -> onwards.accept(datagram);

    private record Endpoint(Encapsulation encapsulation, InetSocketAddress address) {}

    /** A network that delivers everything at once. */
    public InMemoryNetwork() {}

    /** Decides what happens to datagrams from now on. */
    public void link(Link newLink) {
        link = newLink;
    }

    /**
     * Opens a port.
     *
     * @param local a real address, not a wildcard; its port number is ignored without UDP and TCP
     * @throws IllegalArgumentException if the address is taken
     */
    public DatagramPort open(Encapsulation encapsulation, InetSocketAddress local) {
        InetSocketAddress address = encapsulation == Encapsulation.NATIVE || encapsulation == Encapsulation.AH
                ? new InetSocketAddress(local.getAddress(), 0)
                : local;
        Port port = new Port(new Endpoint(encapsulation, address));
        if (ports.putIfAbsent(port.endpoint, port) != null) {
            throw new IllegalArgumentException(address + " is taken");
        }
        return port;
    }

    /** Datagrams dropped because nobody listened or a queue was full; what a {@link Link} swallowed is not counted. */
    public long drops() {
        return drops.get();
    }

    private void deliver(Encapsulation encapsulation, Datagram datagram) {
        Port port = ports.get(new Endpoint(encapsulation, datagram.destination()));
        if (port == null || !port.queue.offer(datagram.source(), datagram.octets())) {
            drops.incrementAndGet();
        }
    }

    private final class Port implements DatagramPort {
        private static final int BATCH = 16;

        private final Endpoint endpoint;
        private final DatagramQueue queue = new DatagramQueue(QUEUE_DATAGRAMS, Integer.MAX_VALUE);

        Port(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public Encapsulation encapsulation() {
            return endpoint.encapsulation();
        }

        @Override
        public InetSocketAddress localAddress() {
            return endpoint.address();
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
            for (int i = 0; i < batch.count(); i++) {
                byte[] octets = new byte[batch.octets(i)];
                System.arraycopy(batch.buffer(i), batch.offset(i), octets, 0, octets.length);
                Datagram datagram = new Datagram(endpoint.address(), batch.remote(i), octets);
                link.carry(datagram, onwards -> deliver(endpoint.encapsulation(), onwards));
            }
            return batch.count();
        }

        @Override
        public void close() {
            queue.close();
            ports.remove(endpoint, this);
        }

        @Override
        public String toString() {
            return "InMemoryPort[" + endpoint.address() + "]";
        }
    }
}
