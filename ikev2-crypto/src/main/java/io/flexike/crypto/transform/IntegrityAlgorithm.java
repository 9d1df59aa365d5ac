package io.flexike.crypto.transform;

/**
 * An integrity algorithm by its number (registry "Transform Type 3").
 *
 * @param value 0..65535
 */
public record IntegrityAlgorithm(int value) {
    /** No separate integrity algorithm: what goes with an AEAD. */
    public static final IntegrityAlgorithm NONE = new IntegrityAlgorithm(0);

    public static final IntegrityAlgorithm HMAC_MD5_96 = new IntegrityAlgorithm(1);
    public static final IntegrityAlgorithm HMAC_SHA1_96 = new IntegrityAlgorithm(2);
    public static final IntegrityAlgorithm DES_MAC = new IntegrityAlgorithm(3);
    public static final IntegrityAlgorithm KPDK_MD5 = new IntegrityAlgorithm(4);
    public static final IntegrityAlgorithm AES_XCBC_96 = new IntegrityAlgorithm(5);
    public static final IntegrityAlgorithm HMAC_MD5_128 = new IntegrityAlgorithm(6);
    public static final IntegrityAlgorithm HMAC_SHA1_160 = new IntegrityAlgorithm(7);
    public static final IntegrityAlgorithm AES_CMAC_96 = new IntegrityAlgorithm(8);
    public static final IntegrityAlgorithm AES_128_GMAC = new IntegrityAlgorithm(9);
    public static final IntegrityAlgorithm AES_192_GMAC = new IntegrityAlgorithm(10);
    public static final IntegrityAlgorithm AES_256_GMAC = new IntegrityAlgorithm(11);
    public static final IntegrityAlgorithm HMAC_SHA2_256_128 = new IntegrityAlgorithm(12);
    public static final IntegrityAlgorithm HMAC_SHA2_384_192 = new IntegrityAlgorithm(13);
    public static final IntegrityAlgorithm HMAC_SHA2_512_256 = new IntegrityAlgorithm(14);

    /** @throws IllegalArgumentException if the value does not fit into two octets */
    public IntegrityAlgorithm {
        Registry.requireTwoOctets(value);
    }

    /** Octets of key, a salt included; 0 for {@link #NONE} and for an unknown number. */
    public int keyOctets() {
        return switch (value) {
            case 3 -> 8;
            case 1, 4, 5, 6, 8 -> 16;
            case 2, 7, 9 -> 20;
            case 10 -> 28;
            case 11 -> 36;
            case 12 -> 32;
            case 13 -> 48;
            case 14 -> 64;
            default -> 0;
        };
    }

    /** Octets of ICV in a packet; 0 for {@link #NONE} and for an unknown number. */
    public int icvOctets() {
        return switch (value) {
            case 3 -> 8;
            case 1, 2, 5, 8 -> 12;
            case 4, 6, 9, 10, 11, 12 -> 16;
            case 7 -> 20;
            case 13 -> 24;
            case 14 -> 32;
            default -> 0;
        };
    }

    /** The IANA name such as {@code AUTH_HMAC_SHA2_256_128}, or {@code INTEG-1234} for an unknown number. */
    @Override
    public String toString() {
        return switch (value) {
            case 0 -> "NONE";
            case 1 -> "AUTH_HMAC_MD5_96";
            case 2 -> "AUTH_HMAC_SHA1_96";
            case 3 -> "AUTH_DES_MAC";
            case 4 -> "AUTH_KPDK_MD5";
            case 5 -> "AUTH_AES_XCBC_96";
            case 6 -> "AUTH_HMAC_MD5_128";
            case 7 -> "AUTH_HMAC_SHA1_160";
            case 8 -> "AUTH_AES_CMAC_96";
            case 9 -> "AUTH_AES_128_GMAC";
            case 10 -> "AUTH_AES_192_GMAC";
            case 11 -> "AUTH_AES_256_GMAC";
            case 12 -> "AUTH_HMAC_SHA2_256_128";
            case 13 -> "AUTH_HMAC_SHA2_384_192";
            case 14 -> "AUTH_HMAC_SHA2_512_256";
            default -> "INTEG-" + value;
        };
    }
}
