package io.flexike.esp.forward;

import io.flexike.esp.tun.PacketBatch;
import io.flexike.esp.tun.TunDevice;
import io.flexike.esp.tun.TunPrefix;

/** A device for which nobody can make a batch. */
record UnreadableDevice(String name) implements TunDevice {
    @Override
    public int mtu() {
        return 1400;
    }

    @Override
    public int preferredBatch() {
        return 0;
    }

    @Override
    public void read(PacketBatch batch) {
        throw new AssertionError("nobody has a batch for it");
    }

    @Override
    public void wakeUp() {}

    @Override
    public int write(PacketBatch batch) {
        return 0;
    }

    @Override
    public void addAddress(TunPrefix address) {}

    @Override
    public void removeAddress(TunPrefix address) {}

    @Override
    public void addRoute(TunPrefix route, int metric) {}

    @Override
    public void removeRoute(TunPrefix route, int metric) {}

    @Override
    public void close() {}
}
