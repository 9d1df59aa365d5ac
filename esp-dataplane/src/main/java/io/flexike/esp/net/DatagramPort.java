package io.flexike.esp.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Where datagrams enter and leave. One thread receives; any thread may send or close. */
public interface DatagramPort extends AutoCloseable {
    /** What it carries: UDP datagrams, or ESP packets without UDP, or those of TCP connections. */
    Encapsulation encapsulation();

    /** Where it is bound; the address may be the wildcard, the port number is 0 without UDP and TCP. */
    InetSocketAddress localAddress();

    /** How many datagrams one call of {@link #receive} can bring; callers size their batches with it. */
    int preferredBatch();

    /**
     * Clears the batch, waits for at least one datagram and adds as many as are there and fit. A datagram longer than
     * {@link DatagramBatch#longestOctets} is dropped or cut.
     *
     * @throws java.nio.channels.ClosedChannelException once the port is closed, also while waiting
     * @throws IOException if the system refused, also in the call before, behind what that has brought; the call may be
     *     repeated
     */
    void receive(DatagramBatch batch) throws IOException;

    /**
     * Sends every datagram of the batch. The network may still lose them.
     *
     * @return how many the system took; it refused the others, each for itself
     * @throws java.nio.channels.ClosedChannelException if the port is closed
     */
    int send(DatagramBatch batch) throws IOException;

    /**
     * The longest packet, outer IP header included, that the way to a peer was last known to carry whole; 0 where that
     * is not known. A port begins with what the system says of the route, and learns from what the system refused and
     * from ICMP, for datagrams that may not be fragmented. The system is asked in this call, which may wait for others
     * that send.
     */
    default int pathMtu(InetSocketAddress remote) {
        return 0;
    }

    /**
     * As {@link #pathMtu}, but 0 where the port would have to ask the system, or to wait. A port whose {@code pathMtu}
     * does neither need not override this.
     */
    default int knownPathMtu(InetSocketAddress remote) {
        return pathMtu(remote);
    }

    /**
     * How often the port itself has dropped something since it was opened, because nobody received it in time; 0 where
     * that is not known. Datagrams that the system has put together are dropped together and count as one; what a
     * socket drops for other reasons, such as a wrong checksum, may be counted as well.
     */
    default long overflows() {
        return 0;
    }

    /** Closes the port and wakes up who waits in {@link #receive}. Does nothing when repeated. */
    @Override
    void close() throws IOException;
}
