package io.flexike.esp.forward;

import io.flexike.esp.spd.OutboundIndex;
import io.flexike.esp.tun.TunDevice;

/** A tunnel device and the SAs that its packets can take. */
public final class Tunnel {
    private final TunDevice device;
    private final OutboundIndex<SaPair> index = new OutboundIndex<>();

    Tunnel(TunDevice device) {
        this.device = device;
    }

    public String name() {
        return device.name();
    }

    TunDevice device() {
        return device;
    }

    OutboundIndex<SaPair> index() {
        return index;
    }
}
