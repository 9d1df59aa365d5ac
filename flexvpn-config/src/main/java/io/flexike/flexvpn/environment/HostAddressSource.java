package io.flexike.flexvpn.environment;

import io.flexike.esp.net.HostAddresses;
import java.io.IOException;

/** Where a gateway learns which addresses its host has, and of their changes. */
@FunctionalInterface
public interface HostAddressSource {
    /**
     * Begins to watch, in the network namespace of the calling thread.
     *
     * @throws IOException if the system refused
     */
    HostAddresses open() throws IOException;
}
