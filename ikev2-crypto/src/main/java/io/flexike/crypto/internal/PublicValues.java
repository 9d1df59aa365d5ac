package io.flexike.crypto.internal;

import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.transform.KeyExchangeMethod;

/** What is the same in the checks of public values of all methods. */
final class PublicValues {
    private PublicValues() {}

    static void requireLength(KeyExchangeMethod method, byte[] publicValue, int octets)
            throws InvalidPublicValueException {
        if (publicValue.length != octets) {
            throw new InvalidPublicValueException(
                    "a public value of " + method + " has " + octets + " octets, not " + publicValue.length);
        }
    }
}
