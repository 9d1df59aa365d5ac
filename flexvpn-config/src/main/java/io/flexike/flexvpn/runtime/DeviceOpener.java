package io.flexike.flexvpn.runtime;

import io.flexike.esp.DataPlane;
import io.flexike.esp.gre.GreTunnel;
import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunDevices;
import io.flexike.flexvpn.environment.DataPlaneOptions;
import java.io.IOException;

/** Gives interfaces their network devices, as part of the data plane. Thread-safe. */
final class DeviceOpener {
    private final TunDevices devices;
    private final DataPlaneOptions options;
    private final DataPlane dataPlane;

    DeviceOpener(TunDevices devices, DataPlaneOptions options, DataPlane dataPlane) {
        this.devices = devices;
        this.options = options;
        this.dataPlane = dataPlane;
    }

    /**
     * Opens the device of an interface, in the network namespace of the calling thread.
     *
     * @throws IOException if the system does not give it
     */
    void open(TunnelInterface tunnel) throws IOException {
        TunDevice opened = devices.open(options.applyTo(tunnel.settings()));
        TunDevice device = tunnel.gre()
                .<TunDevice>map(settings -> GreTunnel.over(opened, settings))
                .orElse(opened);
        try {
            dataPlane.attach(device);
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
        PacketRules packets = tunnel.packets();
        dataPlane.limitTcpMss(device.name(), packets.tcpMss(), packets.ipv6TcpMss());
        tunnel.opened(device);
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
