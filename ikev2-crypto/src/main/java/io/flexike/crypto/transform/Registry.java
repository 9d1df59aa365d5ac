package io.flexike.crypto.transform;

/** What the records around a registry number have in common. */
final class Registry {
    private Registry() {}

    static int requireOctet(int value) {
        return require(value, 0xFF);
    }

    static int requireTwoOctets(int value) {
        return require(value, 0xFFFF);
    }

    private static int require(int value, int highest) {
        if (value < 0 || value > highest) {
            throw new IllegalArgumentException(value + " is not in 0.." + highest);
        }
        return value;
    }
}
