package io.flexike.flexvpn.environment;

import io.flexike.esp.net.DatagramPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Where ports come from. */
@FunctionalInterface
public interface DatagramPorts {
    /**
     * Binds a port, in the network namespace of the calling thread.
     *
     * @param local an address of this system, never a wildcard; the port number is 0 for a free one, or for ports
     *     without numbers
     * @throws IOException if the system refused
     */
    DatagramPort bind(InetSocketAddress local) throws IOException;

    /**
     * Binds several ports at one address, which share what comes in; a source that cannot do so binds one.
     *
     * @param local as for {@link #bind}
     * @param count how many are wanted, 1 or more
     * @return one or more
     * @throws IOException if the system refused; then none is bound
     */
    default List<DatagramPort> bindShards(InetSocketAddress local, int count) throws IOException {
        return List.of(bind(local));
    }
}
