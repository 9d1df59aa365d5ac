package io.flexike.flexvpn.runtime;

import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The networks that the interfaces of this host are connected to. What was read is used for a while, as there may be
 * many interfaces. On the engine's thread, which is in the network namespace of the gateway.
 */
final class HostNetworks {
    private static final Logger LOG = LoggerFactory.getLogger(HostNetworks.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(10).toNanos();

    private final boolean isSystem;
    private List<Connected> known = List.of();
    private long readAt;
    private boolean read;

    /** @param isSystem whether there are interfaces of the system at all; otherwise there are none */
    HostNetworks(boolean isSystem) {
        this.isSystem = isSystem;
    }

    /**
     * A network and the interface that leads there.
     *
     * @param device name in the system
     */
    record Connected(IpPrefix network, String device) {}

    List<Connected> now() {
        if (isSystem && (!read || System.nanoTime() - readAt > FRESH_NANOS)) {
            known = read();
            readAt = System.nanoTime();
            read = true;
        }
        return known;
    }

    private static List<Connected> read() {
        List<Connected> networks = new ArrayList<>();
        try {
            Map<String, List<InterfaceAddress>> byDevice =
                    Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                            .collect(Collectors.toMap(
                                    NetworkInterface::getName,
                                    NetworkInterface::getInterfaceAddresses,
                                    (one, other) -> one));
            byDevice.forEach((device, addresses) -> addresses.stream()
                    .filter(address -> address.getNetworkPrefixLength() > 0)
                    .forEach(address -> networks.add(new Connected(network(address), device))));
        } catch (SocketException e) {
            LOG.warn("the interfaces of this host are not known: {}", e.getMessage());
        }
        return networks;
    }

    private static IpPrefix network(InterfaceAddress address) {
        try {
            // without the scope of a link-local address
            InetAddress plain = InetAddress.getByAddress(address.getAddress().getAddress());
            return Prefixes.around(plain, address.getNetworkPrefixLength());
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of an interface", e);
        }
    }
}
