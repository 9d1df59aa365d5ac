package io.flexike.flexvpn.runtime;

import io.flexike.esp.tun.TunVrf;

/** VRFs of the configuration as those of the system. */
final class Vrfs {
    /** Our own choice: above the numbers that people give by hand. */
    private static final int FIRST_TABLE = 1_000_000;

    private static final int TABLES = 1_000_000_000;

    private Vrfs() {}

    /** The same name has the same table always, so that several gateways on one host share it. */
    static TunVrf of(String name) {
        return new TunVrf(name, FIRST_TABLE + Math.floorMod(name.hashCode(), TABLES));
    }
}
