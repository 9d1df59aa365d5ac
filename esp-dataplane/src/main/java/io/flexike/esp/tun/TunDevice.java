package io.flexike.esp.tun;

import java.io.IOException;
import java.util.Objects;

/**
 * A network device that hands IP packets to a program instead of a wire. One thread reads each queue; any thread may do
 * the rest.
 */
public interface TunDevice extends AutoCloseable {
    /** The name that the system gave it. */
    String name();

    /** The longest packet of the host in octets. */
    int mtu();

    /**
     * Octets that {@link #read} puts before the host's packet, at the most: a batch to read into needs that much
     * headroom in addition to its owner's.
     */
    default int headroomOctets() {
        return 0;
    }

    /** How many packets one call of {@link #read} can bring; callers size their batches with it. */
    int preferredBatch();

    /**
     * Clears the batch, waits for at least one packet that the host sends into the tunnel and adds as many as are
     * there. After {@link #wakeUp} it may return without any.
     *
     * @throws java.nio.channels.ClosedChannelException once the device is closed, also while waiting
     * @throws IOException if the system refused; the call may be repeated
     */
    void read(PacketBatch batch) throws IOException;

    /** How many queues the host's packets come through, all packets of a flow through one of them; 1 or more. */
    default int queues() {
        return 1;
    }

    /**
     * Like {@link #read(PacketBatch)}, which reads the queue 0. Each queue needs a thread that reads it.
     *
     * @param queue from 0
     * @throws IndexOutOfBoundsException if there is no such queue
     */
    default void read(int queue, PacketBatch batch) throws IOException {
        Objects.checkIndex(queue, queues());
        read(batch);
    }

    /**
     * Makes a {@link #read} of each queue that waits return, or else the next one that would wait. Does nothing when
     * closed.
     */
    void wakeUp();

    /**
     * Hands every packet of the batch to the host before it returns. Those of one flow keep their order; those of
     * different flows may not.
     *
     * @return how many the host took; it refused the others, each for itself
     * @throws java.nio.channels.ClosedChannelException if the device is closed
     */
    int write(PacketBatch batch) throws IOException;

    /** What it has done so far; all 0 for a device that does not count. */
    default TunCounters deviceCounters() {
        return TunCounters.NONE;
    }

    /** Gives the device an address, with a route to its prefix. Does nothing if it has it already. */
    void addAddress(TunPrefix address) throws IOException;

    /** Takes an address away. Does nothing if it is not there. */
    void removeAddress(TunPrefix address) throws IOException;

    /** Adds a route with the metric 0, see {@link #addRoute(TunPrefix, int)}. */
    default void addRoute(TunPrefix route) throws IOException {
        addRoute(route, 0);
    }

    /**
     * Sends traffic for that prefix into the tunnel, unless there is a route to the same prefix with a lower metric,
     * through this device or another. Does nothing if this device has such a route with this metric already; with the
     * metric 0, one that came with an address counts as well.
     *
     * @param metric 0 or higher; 0 is what the system gives to a route by itself, which is 1024 for IPv6 on Linux
     * @throws IOException if somebody else has made a route for that prefix with that metric, which is left as it is
     */
    void addRoute(TunPrefix route, int metric) throws IOException;

    /** Takes a route with the metric 0 away, see {@link #removeRoute(TunPrefix, int)}. */
    default void removeRoute(TunPrefix route) throws IOException {
        removeRoute(route, 0);
    }

    /** Takes the route with that metric away, and no other to the same prefix. Does nothing if it is not there. */
    void removeRoute(TunPrefix route, int metric) throws IOException;

    /**
     * Removes the device with its addresses and routes, and wakes up who waits in {@link #read}. Does nothing when
     * repeated.
     */
    @Override
    void close() throws IOException;
}
