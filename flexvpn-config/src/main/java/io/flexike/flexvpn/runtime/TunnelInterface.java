package io.flexike.flexvpn.runtime;

import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunPrefix;
import io.flexike.esp.tun.TunSettings;
import io.flexike.flexvpn.tunnel.InterfaceAddress;
import io.flexike.ike.selector.IpPrefix;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TUN device with the addresses and routes that come and go with sessions. A route or address that several sessions
 * want goes with the last of them; one that is configured stays, so that nothing leaves in clear while no session is
 * there. Thread-safe.
 */
final class TunnelInterface {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelInterface.class);

    private final String name;
    private final TunDevice device;
    private final Map<TunPrefix, Integer> routes = new HashMap<>();
    private final Map<TunPrefix, Integer> addresses = new HashMap<>();

    /**
     * A device that was opened.
     *
     * @param name in the configuration
     * @param configured how it was opened, which no session undoes
     */
    TunnelInterface(String name, TunDevice device, TunSettings configured) {
        this.name = name;
        this.device = device;
        configured.routes().forEach(route -> routes.put(route, 1));
        configured.addresses().forEach(address -> {
            addresses.put(address, 1);
            // the system makes that route together with the address
            routes.put(address.network(), 1);
        });
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
        TunPrefix wanted = Prefixes.toTun(address);
        if (addresses.merge(wanted, 1, Integer::sum) == 1) {
            attempt("add address " + address, () -> device.addAddress(wanted));
        }
    }

    synchronized void removeAddress(InterfaceAddress address) {
        TunPrefix unwanted = Prefixes.toTun(address);
        if (isLast(addresses, unwanted)) {
            attempt("remove address " + address, () -> device.removeAddress(unwanted));
        }
    }

    synchronized void addRoute(IpPrefix route) {
        TunPrefix wanted = Prefixes.toTun(route);
        if (routes.merge(wanted, 1, Integer::sum) == 1) {
            attempt("add route " + route, () -> device.addRoute(wanted));
        }
    }

    synchronized void removeRoute(IpPrefix route) {
        TunPrefix unwanted = Prefixes.toTun(route);
        if (isLast(routes, unwanted)) {
            attempt("remove route " + route, () -> device.removeRoute(unwanted));
        }
    }

    private static boolean isLast(Map<TunPrefix, Integer> uses, TunPrefix key) {
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
