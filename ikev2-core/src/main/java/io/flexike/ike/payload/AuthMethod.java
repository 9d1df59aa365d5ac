package io.flexike.ike.payload;

import java.util.HashMap;
import java.util.Map;

/**
 * How an AUTH payload was computed (RFC 7296 3.8, RFC 4754, RFC 7619, RFC 7427).
 *
 * @param value 0 to 255; a peer may send any of them, so unknown numbers are kept
 */
public record AuthMethod(int value) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final AuthMethod RSA_SIGNATURE = named(1, "RSA Digital Signature");
    public static final AuthMethod SHARED_KEY = named(2, "Shared Key Message Integrity Code");
    public static final AuthMethod DSS_SIGNATURE = named(3, "DSS Digital Signature");
    public static final AuthMethod ECDSA_SHA_256_P256 = named(9, "ECDSA with SHA-256 on the P-256 curve");
    public static final AuthMethod ECDSA_SHA_384_P384 = named(10, "ECDSA with SHA-384 on the P-384 curve");
    public static final AuthMethod ECDSA_SHA_512_P521 = named(11, "ECDSA with SHA-512 on the P-521 curve");
    public static final AuthMethod GENERIC_SECURE_PASSWORD = named(12, "Generic Secure Password Authentication Method");
    public static final AuthMethod NULL = named(13, "NULL Authentication");
    public static final AuthMethod DIGITAL_SIGNATURE = named(14, "Digital Signature");

    /** Checks the range. */
    public AuthMethod {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException("AUTH-METHOD out of range: " + value);
        }
    }

    private static AuthMethod named(int value, String name) {
        NAMES.put(value, name);
        return new AuthMethod(value);
    }

    /** Whether the number has a name here. */
    public boolean isKnown() {
        return NAMES.containsKey(value);
    }

    /** The name in the IANA registry, or {@code AUTH-METHOD-NUMBER}. */
    @Override
    public String toString() {
        return NAMES.getOrDefault(value, "AUTH-METHOD-" + value);
    }
}
