package io.flexike.flexvpn.runtime;

import java.util.BitSet;

/** Numbers of virtual-access interfaces, the lowest free one first. Thread-safe. */
final class InterfaceNumbers {
    private static final String PREFIX = "Virtual-Access";
    private static final String DEVICE_PREFIX = "vi";

    private final BitSet taken = new BitSet();

    /** A number that nobody else has until it is given back. */
    final class InterfaceNumber {
        private final int value;

        private InterfaceNumber(int value) {
            this.value = value;
        }

        String interfaceName() {
            return PREFIX + value;
        }

        /** Of the network device that only this one has. */
        String deviceName() {
            return DEVICE_PREFIX + value;
        }

        void giveBack() {
            synchronized (InterfaceNumbers.this) {
                taken.clear(value);
            }
        }
    }

    synchronized InterfaceNumber take() {
        int free = taken.nextClearBit(1);
        taken.set(free);
        return new InterfaceNumber(free);
    }
}
