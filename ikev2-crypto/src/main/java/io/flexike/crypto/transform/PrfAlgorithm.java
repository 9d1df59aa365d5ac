package io.flexike.crypto.transform;

/**
 * A pseudorandom function by its number (registry "Transform Type 2").
 *
 * @param value 0..65535
 */
public record PrfAlgorithm(int value) {
    public static final PrfAlgorithm HMAC_MD5 = new PrfAlgorithm(1);
    public static final PrfAlgorithm HMAC_SHA1 = new PrfAlgorithm(2);
    public static final PrfAlgorithm HMAC_TIGER = new PrfAlgorithm(3);
    public static final PrfAlgorithm AES128_XCBC = new PrfAlgorithm(4);
    public static final PrfAlgorithm HMAC_SHA2_256 = new PrfAlgorithm(5);
    public static final PrfAlgorithm HMAC_SHA2_384 = new PrfAlgorithm(6);
    public static final PrfAlgorithm HMAC_SHA2_512 = new PrfAlgorithm(7);
    public static final PrfAlgorithm AES128_CMAC = new PrfAlgorithm(8);
    public static final PrfAlgorithm HMAC_STREEBOG_512 = new PrfAlgorithm(9);

    /** @throws IllegalArgumentException if the value does not fit into two octets */
    public PrfAlgorithm {
        Registry.requireTwoOctets(value);
    }

    /** The IANA name such as {@code PRF_HMAC_SHA2_256}, or {@code PRF-1234} for an unknown number. */
    @Override
    public String toString() {
        return switch (value) {
            case 1 -> "PRF_HMAC_MD5";
            case 2 -> "PRF_HMAC_SHA1";
            case 3 -> "PRF_HMAC_TIGER";
            case 4 -> "PRF_AES128_XCBC";
            case 5 -> "PRF_HMAC_SHA2_256";
            case 6 -> "PRF_HMAC_SHA2_384";
            case 7 -> "PRF_HMAC_SHA2_512";
            case 8 -> "PRF_AES128_CMAC";
            case 9 -> "PRF_HMAC_STREEBOG_512";
            default -> "PRF-" + value;
        };
    }
}
