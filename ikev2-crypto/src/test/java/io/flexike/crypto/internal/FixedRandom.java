package io.flexike.crypto.internal;

import java.security.SecureRandom;

/** Gives the octets that a vector says. */
final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] octets;

    FixedRandom(byte[] octets) {
        this.octets = octets;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        System.arraycopy(octets, 0, bytes, 0, bytes.length);
    }
}
