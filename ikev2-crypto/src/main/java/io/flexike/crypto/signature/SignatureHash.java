package io.flexike.crypto.signature;

/**
 * A hash function for signatures by its number (registry "IKEv2 Hash Algorithms", RFC 7427 7).
 *
 * @param value 0..65535; a peer may send any of them, so unknown numbers are kept
 */
public record SignatureHash(int value) {
    /** RFC 8247 3.2: not for {@code Digital Signature}; only the old RSA method still needs it. */
    public static final SignatureHash SHA1 = new SignatureHash(1);

    public static final SignatureHash SHA2_256 = new SignatureHash(2);
    public static final SignatureHash SHA2_384 = new SignatureHash(3);
    public static final SignatureHash SHA2_512 = new SignatureHash(4);
    /** None before the signature algorithm, which takes a message of any length (RFC 8420 2). */
    public static final SignatureHash IDENTITY = new SignatureHash(5);

    /** @throws IllegalArgumentException if the value does not fit into two octets */
    public SignatureHash {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException(value + " is not in 0..65535");
        }
    }

    /**
     * Octets of the hash.
     *
     * @throws IllegalArgumentException if it is not a known hash function
     */
    public int octets() {
        return switch (value) {
            case 1 -> 20;
            case 2 -> 32;
            case 3 -> 48;
            case 4 -> 64;
            default -> throw new IllegalArgumentException(this + " has no length");
        };
    }

    /** The IANA name such as {@code SHA2-256}, or {@code HASH-1234} for an unknown number. */
    @Override
    public String toString() {
        return switch (value) {
            case 1 -> "SHA1";
            case 2 -> "SHA2-256";
            case 3 -> "SHA2-384";
            case 4 -> "SHA2-512";
            case 5 -> "Identity";
            default -> "HASH-" + value;
        };
    }
}
