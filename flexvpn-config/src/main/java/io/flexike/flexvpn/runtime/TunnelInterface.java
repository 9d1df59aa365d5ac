package io.flexike.flexvpn.runtime;

import io.flexike.esp.tun.TunDevice;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.ike.selector.IpPrefix;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TUN device with the addresses and routes that come and go with sessions. A route or address that several sessions
 * want goes with the last of them. Thread-safe.
 */
final class TunnelInterface {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelInterface.class);

    private final String name;
    private final TunDevice device;
    private final Map<IpPrefix, Integer> routes = new HashMap<>();
    private final Map<InterfaceAddress, Integer> addresses = new HashMap<>();

    TunnelInterface(String name, TunDevice device) {
        this.name = name;
        this.device = device;
    }

    /** The name in the configuration. */
    String name() {
        return name;
    }

    /** The name in the system. */
    String deviceName() {
        return device.name();
    }

    synchronized void addAddress(InterfaceAddress address) {
        if (addresses.merge(address, 1, Integer::sum) == 1) {
            attempt("add address " + address, () -> device.addAddress(Prefixes.toTun(address)));
        }
    }

    synchronized void removeAddress(InterfaceAddress address) {
        if (isLast(addresses, address)) {
            attempt("remove address " + address, () -> device.removeAddress(Prefixes.toTun(address)));
        }
    }

    synchronized void addRoute(IpPrefix route) {
        if (routes.merge(route, 1, Integer::sum) == 1) {
            attempt("add route " + route, () -> device.addRoute(Prefixes.toTun(route)));
        }
    }

    synchronized void removeRoute(IpPrefix route) {
        if (isLast(routes, route)) {
            attempt("remove route " + route, () -> device.removeRoute(Prefixes.toTun(route)));
        }
    }

    private static <K> boolean isLast(Map<K, Integer> uses, K key) {
        Integer left = uses.computeIfPresent(key, (same, count) -> count - 1);
        if (left != null && left == 0) {
            uses.remove(key);
            return true;
        }
        return false;
    }

    private void attempt(String what, DeviceChange change) {
        try {
            change.run();
        } catch (IOException e) {
            LOG.warn("{}: could not {}: {}", name, what, e.getMessage());
        }
    }

    @FunctionalInterface
    private interface DeviceChange {
        void run() throws IOException;
    }
}
