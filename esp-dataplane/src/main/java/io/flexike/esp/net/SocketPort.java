package io.flexike.esp.net;

import io.flexike.esp.linux.PolledDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A port over a socket of Linux that sends and receives many datagrams with one system call. */
abstract class SocketPort implements DatagramPort {
    /** Our own choice; for who has no CAP_NET_ADMIN the kernel cuts it to {@code net.core.rmem_max}. */
    static final int SOCKET_BUFFER_OCTETS = 4 << 20;

    /**
     * Our own choice. A receiver waits in recvmmsg, which saves it a poll and a receiving in vain for each batch; when
     * nothing came for so long it goes over to poll, which cannot miss the closing of the port on any system.
     */
    static final int MOST_SECONDS_IN_RECVMMSG = 1;

    private final PolledDescriptor descriptor;
    private final PathMtuProbe probe;
    private final SegmentedSender sender;
    private final CoalescedReceiver receiver;

    /**
     * A port in the network namespace of this thread, over a socket that is bound; closes it if this fails.
     *
     * @param probe belongs to it from now on
     * @param pathMtus which ports at one address may have in common
     * @param madeBySystem how many octets at the beginning of what is to be sent the system makes itself
     * @param what it carries, for messages
     */
    SocketPort(
            PolledDescriptor descriptor,
            PathMtuProbe probe,
            SocketFamily family,
            Offloads offloads,
            PathMtus pathMtus,
            int madeBySystem,
            String what)
            throws IOException {
        this.descriptor = descriptor;
        this.probe = probe;
        boolean made = false;
        try {
            sender = new SegmentedSender(descriptor, family, offloads, pathMtus, probe, madeBySystem);
            receiver = new CoalescedReceiver(descriptor, family, offloads.severalMessages(), this::place, what);
            made = true;
        } finally {
            if (!made) {
                descriptor.close();
                probe.close();
            }
        }
    }

    /**
     * Puts what was received into a batch, or drops it.
     *
     * @param received the octets that the system gave begin at {@code at}
     * @return false if there was no room
     */
    abstract boolean place(
            ByteBuffer received, int at, int octets, InetSocketAddress remote, int trafficClass, DatagramBatch batch);

    final PolledDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public final void receive(DatagramBatch batch) throws IOException {
        receiver.receive(batch);
    }

    @Override
    public final int send(DatagramBatch batch) throws IOException {
        return sender.send(batch);
    }

    @Override
    public final int pathMtu(InetSocketAddress remote) {
        return sender.pathMtu(remote.getAddress());
    }

    @Override
    public final int knownPathMtu(InetSocketAddress remote) {
        return sender.knownPathMtu(remote.getAddress());
    }

    @Override
    public final long overflows() {
        return descriptor.drops();
    }

    @Override
    public final void close() {
        if (descriptor.close()) {
            probe.close();
        }
    }
}
