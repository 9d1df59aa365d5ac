package io.flexike.esp.tun;

import java.io.IOException;

/** Where tunnel devices come from. */
@FunctionalInterface
public interface TunDevices {
    /**
     * Makes a device, configures it and brings it up. On Linux this happens in the network namespace of the calling
     * thread, and everything done with the device later, by any thread, stays in that namespace.
     *
     * @throws TunUnavailableException if this process may not or this system cannot make one; the message says what is
     *     missing
     * @throws IOException if the system refused the settings
     */
    TunDevice open(TunSettings settings) throws IOException;

    /** Devices of the Linux kernel: needs {@code /dev/net/tun} and the capability CAP_NET_ADMIN. */
    static TunDevices linux() {
        return LinuxTun::open;
    }

    /** Devices in memory, all attached to one host. */
    static TunDevices inMemory(InMemoryHost host) {
        return settings -> {
            InMemoryTun tun = InMemoryTun.open(settings);
            host.attach(tun);
            return tun;
        };
    }
}
