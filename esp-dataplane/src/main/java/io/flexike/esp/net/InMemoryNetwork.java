package io.flexike.esp.net;

import java.net.Inet4Address;
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

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    /**
     * One datagram on its way.
     *
     * @param octets must not be changed
     * @param trafficClass DSCP and ECN of its IP header, 0 to 255
     * @param whole whether it must not be fragmented (DF)
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Datagram(
            InetSocketAddress source, InetSocketAddress destination, byte[] octets, int trafficClass, boolean whole) {
        /** A datagram with the traffic class 0 that may be fragmented. */
        public Datagram(InetSocketAddress source, InetSocketAddress destination, byte[] octets) {
            this(source, destination, octets, 0, false);
        }

        /** The same but for DSCP and ECN, as a router changes them. */
        public Datagram withTrafficClass(int newTrafficClass) {
            return new Datagram(source, destination, octets, newTrafficClass, whole);
        }
    }

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
    private final AtomicLong fragmented = new AtomicLong();
    private volatile int mtu = NO_LIMIT;
    private volatile Link link = (datagram, onwards) -> onwards.accept(datagram);

    private record Endpoint(Encapsulation encapsulation, InetSocketAddress address) {}

    /** A network that delivers everything at once. */
    public InMemoryNetwork() {}

    /** Decides what happens to datagrams from now on. */
    public void link(Link newLink) {
        link = newLink;
    }

    /**
     * The longest packet that every way carries from now on, headers of IP and UDP included. What is longer and must be
     * whole is dropped, and its sender learns the number, as if a router had told it (RFC 1191 4, RFC 8201 3); anything
     * else is fragmented and joined again, which is counted. What travels in TCP has any length.
     */
    public void mtu(int octets) {
        mtu = octets;
    }

    /** Datagrams that were longer than the MTU and have come through in pieces. */
    public long fragmented() {
        return fragmented.get();
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

    /**
     * Datagrams dropped because nobody listened, a queue was full, or they were longer than the MTU; what a
     * {@link Link} swallowed is not counted.
     */
    public long drops() {
        return drops.get();
    }

    private void deliver(Encapsulation encapsulation, Datagram datagram) {
        Port port = ports.get(new Endpoint(encapsulation, datagram.destination()));
        if (port == null || !port.queue.offer(datagram.source(), datagram.octets(), datagram.trafficClass())) {
            drops.incrementAndGet();
        }
    }

    private final class Port implements DatagramPort {
        private static final int BATCH = 16;
        private static final int IPV4_OCTETS = 20;
        private static final int IPV6_OCTETS = 40;
        private static final int UDP_OCTETS = 8;

        private final Endpoint endpoint;
        private final Map<InetSocketAddress, Integer> pathMtus = new ConcurrentHashMap<>();
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
                carry(new Datagram(endpoint.address(), batch.remote(i), octets, batch.trafficClass(i), batch.whole(i)));
            }
            return batch.count();
        }

        private void carry(Datagram datagram) {
            int most = mtu;
            if (packetOctets(datagram) > most) {
                if (datagram.whole()) {
                    pathMtus.put(datagram.destination(), most);
                    drops.incrementAndGet();
                    return;
                }
                fragmented.incrementAndGet();
            }
            link.carry(datagram, onwards -> deliver(endpoint.encapsulation(), onwards));
        }

        private int packetOctets(Datagram datagram) {
            int ip = datagram.destination().getAddress() instanceof Inet4Address ? IPV4_OCTETS : IPV6_OCTETS;
            return switch (endpoint.encapsulation()) {
                case UDP -> ip + UDP_OCTETS + datagram.octets().length;
                case NATIVE -> ip + datagram.octets().length;
                case AH -> datagram.octets().length;
                case TCP -> 0;
            };
        }

        @Override
        public int pathMtu(InetSocketAddress remote) {
            return pathMtus.getOrDefault(remote, 0);
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
