package io.flexike.flexvpn.runtime;

import io.flexike.esp.DataPlane;
import io.flexike.esp.gre.GreTunnel;
import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunDevices;
import io.flexike.flexvpn.environment.DataPlaneOptions;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives interfaces their network devices, as part of the data plane. Thread-safe. */
final class DeviceOpener {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceOpener.class);

    private final TunDevices devices;
    private final DataPlaneOptions options;
    private final DataPlane dataPlane;
    private final Consumer<String> warnings;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    DeviceOpener(TunDevices devices, DataPlaneOptions options, DataPlane dataPlane) {
        this(devices, options, dataPlane, LOG::warn);
    }

    /** @param warnings what is configured to no purpose, once for all devices of a template */
    DeviceOpener(TunDevices devices, DataPlaneOptions options, DataPlane dataPlane, Consumer<String> warnings) {
        this.devices = devices;
        this.options = options;
        this.dataPlane = dataPlane;
        this.warnings = warnings;
    }

    /**
     * Opens the device of an interface, in the network namespace of the calling thread.
     *
     * @throws IOException if the system does not give it
     */
    void open(TunnelInterface tunnel) throws IOException {
        TunDevice opened = devices.open(options.applyTo(tunnel.settings()));
        TunDevice device = attach(tunnel, opened);
        PacketRules packets = tunnel.packets();
        dataPlane.limitTcpMss(device.name(), packets.tcpMss(), packets.ipv6TcpMss());
        tunnel.opened(device);
        checkQueues(tunnel.origin(), packets.queuesWithOwnSa(), device);
    }

    private TunDevice attach(TunnelInterface tunnel, TunDevice opened) throws IOException {
        boolean attached = false;
        try {
            TunDevice device = tunnel.gre()
                    .<TunDevice>map(settings -> GreTunnel.over(opened, settings))
                    .orElse(opened);
            dataPlane.attach(device);
            attached = true;
            return device;
        } finally {
            if (!attached) {
                opened.close();
            }
        }
    }

    /**
     * Only now is it known how many queues the system gives. More than these may be of use to the peer, so it goes on.
     */
    private void checkQueues(String origin, int wanted, TunDevice device) {
        if (wanted > device.queues() && warned.add(origin + " " + wanted)) {
            warnings.accept(
                    origin + ": a Child SA for each of " + wanted + " queues is configured, but " + device.name()
                            + " has " + device.queues() + "; the others never send. Right would be as many queues"
                            + " (DataPlaneOptions.withQueues), or childSaPerQueue(" + device.queues() + ")");
        }
    }

    /**
     * Closes the device of an interface with all that is on it; does nothing if it has none.
     *
     * @throws IOException if the system does not take it back
     */
    void close(TunnelInterface tunnel) throws IOException {
        boolean open = tunnel.isOpen();
        String device = tunnel.deviceName();
        tunnel.closed();
        if (open) {
            dataPlane.detachTunnel(device);
        }
    }
}
