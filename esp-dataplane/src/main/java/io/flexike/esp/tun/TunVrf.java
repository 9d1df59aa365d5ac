package io.flexike.esp.tun;

/**
 * A routing table of its own for some devices: a VRF device of Linux, or its twin in memory.
 *
 * @param name of the VRF device, 1 to 15 octets
 * @param table number of its routing table, 1 to 2147483647, and none of those that every system has (253 to 255)
 */
public record TunVrf(String name, int table) {
    private static final int FIRST_RESERVED = 253;
    private static final int LAST_RESERVED = 255;

    /** @throws IllegalArgumentException if it is no name of a device or no number of such a table */
    public TunVrf {
        TunSettings.checkName(name);
        if (table < 1 || table >= FIRST_RESERVED && table <= LAST_RESERVED) {
            throw new IllegalArgumentException("a VRF cannot have the routing table " + table);
        }
    }
}
