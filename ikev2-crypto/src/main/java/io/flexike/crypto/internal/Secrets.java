package io.flexike.crypto.internal;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import java.util.Arrays;

/** The way of the bindings in and out of {@link SecretBytes}. */
final class Secrets {
    private Secrets() {}

    /** A copy that the caller wipes. */
    static byte[] open(SecretBytes secret) {
        return secret.toByteArray(SecretAccess.granted());
    }

    /** Wraps the octets and wipes the array. */
    static SecretBytes take(byte[] owned) {
        SecretBytes secret = SecretBytes.copyOf(owned);
        wipe(owned);
        return secret;
    }

    static void wipe(byte[] octets) {
        Arrays.fill(octets, (byte) 0);
    }
}
