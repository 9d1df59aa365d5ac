package io.flexike.ike.auth;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import java.nio.charset.StandardCharsets;

/** The shared key message integrity code (RFC 7296 2.15). */
public final class SharedKeyAuthentication {
    private static final byte[] KEY_PAD = "Key Pad for IKEv2".getBytes(StandardCharsets.US_ASCII);

    private SharedKeyAuthentication() {}

    /** {@code AUTH = prf(prf(Shared Secret, "Key Pad for IKEv2"), <SignedOctets>)}; compare it in constant time. */
    public static SecretBytes compute(Prf prf, SecretBytes sharedKey, byte[] signedOctets) {
        SecretBytes padded = prf.compute(sharedKey, KEY_PAD);
        try {
            return prf.compute(padded, signedOctets);
        } finally {
            padded.destroy();
        }
    }
}
