package io.flexike.esp.tun;

import java.io.IOException;

/**
 * A network device that hands IP packets to a program instead of a wire. One thread reads; any thread may do the rest.
 */
public interface TunDevice extends AutoCloseable {
    /** The name that the system gave it. */
    String name();

    /** The longest packet in octets. */
    int mtu();

    /** How many packets one call of {@link #read} can bring; callers size their batches with it. */
    int preferredBatch();

    /**
     * Clears the batch, waits for at least one packet that the host sends into the tunnel and adds as many as are
     * there.
     *
     * @throws java.nio.channels.ClosedChannelException once the device is closed, also while waiting
     * @throws IOException if the system refused; the call may be repeated
     */
    void read(PacketBatch batch) throws IOException;

    /**
     * Hands every packet of the batch to the host.
     *
     * @return how many the host took; it refused the others, each for itself
     * @throws java.nio.channels.ClosedChannelException if the device is closed
     */
    int write(PacketBatch batch) throws IOException;

    /** Gives the device an address, with a route to its prefix. Does nothing if it has it already. */
    void addAddress(TunPrefix address) throws IOException;

    /** Takes an address away. Does nothing if it is not there. */
    void removeAddress(TunPrefix address) throws IOException;

    /**
     * Sends traffic for that prefix into the tunnel. Does nothing if this device has such a route already, be it one
     * that came with an address.
     *
     * @throws IOException if somebody else has made a route for that prefix, which is left as it is
     */
    void addRoute(TunPrefix route) throws IOException;

    /** Takes a route away. Does nothing if it is not there. */
    void removeRoute(TunPrefix route) throws IOException;

    /**
     * Removes the device with its addresses and routes, and wakes up who waits in {@link #read}. Does nothing when
     * repeated.
     */
    @Override
    void close() throws IOException;
}
