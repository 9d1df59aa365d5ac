package io.flexike.esp.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * A UDP port of the system. The kernel builds the outer IP header, and fragments what is longer than the path unless a
 * datagram is to travel whole.
 *
 * <p>Bound to a wildcard address, the port does not learn to which of its addresses a datagram came.
 */
public sealed interface UdpPort extends DatagramPort permits LinuxUdpPort, ChannelUdpPort {
    /** As the long form, with {@link UdpOffload#AUTO}. */
    static UdpPort bind(InetSocketAddress local) throws IOException {
        return bind(local, UdpOffload.AUTO);
    }

    /**
     * Binds a port, in the network namespace of this thread.
     *
     * @param local address and port; the IPv6 wildcard takes IPv4 as well where the system does so; port 0 takes a free
     *     one
     */
    static UdpPort bind(InetSocketAddress local, UdpOffload offload) throws IOException {
        return bind(local, offload, false, new PathMtus(System::nanoTime));
    }

    /**
     * Binds several ports at one address, in the network namespace of this thread, so that several threads can send and
     * receive without waiting for each other: the system gives all datagrams of one sender to one of them, and those of
     * other senders to the others (SO_REUSEPORT). What one learns of the way to a peer, all tell; those without
     * offload, as on other systems than Linux, learn nothing.
     *
     * @param local as for {@link #bind}
     * @param count how many, 1 or more
     * @throws UnsupportedOperationException if the system cannot do that
     */
    static List<UdpPort> bindShards(InetSocketAddress local, int count, UdpOffload offload) throws IOException {
        if (count < 1) {
            throw new IllegalArgumentException(count + " ports are none");
        }
        List<UdpPort> shards = new ArrayList<>();
        PathMtus pathMtus = new PathMtus(System::nanoTime);
        try {
            InetSocketAddress address = local;
            for (int i = 0; i < count; i++) {
                UdpPort shard = bind(address, offload, count > 1, pathMtus);
                shards.add(shard);
                address = new InetSocketAddress(
                        local.getAddress(), shard.localAddress().getPort());
            }
            return List.copyOf(shards);
        } catch (IOException | RuntimeException e) {
            for (UdpPort shard : shards) {
                shard.close();
            }
            throw e;
        }
    }

    private static UdpPort bind(InetSocketAddress local, UdpOffload offload, boolean shared, PathMtus pathMtus)
            throws IOException {
        if (offload == UdpOffload.AUTO) {
            try {
                if (LinuxUdpPort.suits()) {
                    return LinuxUdpPort.bind(local, shared, Offloads.ALL, pathMtus);
                }
            } catch (LinkageError e) {
                LoggerFactory.getLogger(UdpPort.class)
                        .info("UDP without offload, because there is no native access: {}", e.toString());
            }
        }
        return ChannelUdpPort.bind(local, shared);
    }

    @Override
    default Encapsulation encapsulation() {
        return Encapsulation.UDP;
    }
}
