package io.flexike.flexvpn.environment;

import io.flexike.esp.net.DatagramPort;
import java.io.IOException;
import java.net.InetSocketAddress;

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
}
