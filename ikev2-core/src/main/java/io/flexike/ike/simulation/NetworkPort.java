package io.flexike.ike.simulation;

import java.net.InetAddress;
import java.util.Set;

/** A host's attachment to a segment. Closing it detaches the host; packets in flight to it are lost. */
public final class NetworkPort implements AutoCloseable {
    private final NetworkSegment segment;
    private final InetAddress address;

    NetworkPort(NetworkSegment segment, InetAddress address) {
        this.segment = segment;
        this.address = address;
    }

    /** The host's address on its segment. */
    public InetAddress address() {
        return address;
    }

    Set<InetAddress> seenAs() {
        return segment.seenAs(address);
    }

    /** Sends a packet now. Its source address is not checked, so that a host may also lie. */
    public Transit send(NetworkPacket packet) {
        Transit transit = segment.network().begin(packet);
        segment.forward(transit, packet);
        return transit;
    }

    @Override
    public void close() {
        segment.detach(address);
    }
}
