package io.flexike.flexvpn;

import io.flexike.esp.tun.PacketBatch;
import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunPrefix;
import java.io.IOException;

/** A device that takes no route or cannot be closed, as if the system or a driver had a bug. */
record FaultyDevice(TunDevice device, boolean takesRoutes, boolean closes) implements TunDevice {
    @Override
    public String name() {
        return device.name();
    }

    @Override
    public int mtu() {
        return device.mtu();
    }

    @Override
    public int preferredBatch() {
        return device.preferredBatch();
    }

    @Override
    public void read(PacketBatch batch) throws IOException {
        device.read(batch);
    }

    @Override
    public void wakeUp() {
        device.wakeUp();
    }

    @Override
    public int write(PacketBatch batch) throws IOException {
        return device.write(batch);
    }

    @Override
    public void addAddress(TunPrefix address) throws IOException {
        device.addAddress(address);
    }

    @Override
    public void removeAddress(TunPrefix address) throws IOException {
        device.removeAddress(address);
    }

    @Override
    public void addRoute(TunPrefix route, int metric) throws IOException {
        if (!takesRoutes) {
            throw new IllegalStateException("a bug of the device");
        }
        device.addRoute(route, metric);
    }

    @Override
    public void removeRoute(TunPrefix route, int metric) throws IOException {
        device.removeRoute(route, metric);
    }

    @Override
    public void close() throws IOException {
        device.close();
        if (!closes) {
            throw new IOException("the device is stuck");
        }
    }
}
