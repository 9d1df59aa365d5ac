package io.flexike.crypto.transform;

/**
 * A key exchange method by its number (registry "Transform Type 4", once "Diffie-Hellman Group").
 *
 * @param value 0..65535
 */
public record KeyExchangeMethod(int value) {
    /** No key exchange: a Child SA without perfect forward secrecy of its own. */
    public static final KeyExchangeMethod NONE = new KeyExchangeMethod(0);

    public static final KeyExchangeMethod MODP_768 = new KeyExchangeMethod(1);
    public static final KeyExchangeMethod MODP_1024 = new KeyExchangeMethod(2);
    public static final KeyExchangeMethod MODP_1536 = new KeyExchangeMethod(5);
    public static final KeyExchangeMethod MODP_2048 = new KeyExchangeMethod(14);
    public static final KeyExchangeMethod MODP_3072 = new KeyExchangeMethod(15);
    public static final KeyExchangeMethod MODP_4096 = new KeyExchangeMethod(16);
    public static final KeyExchangeMethod MODP_6144 = new KeyExchangeMethod(17);
    public static final KeyExchangeMethod MODP_8192 = new KeyExchangeMethod(18);
    public static final KeyExchangeMethod ECP_256 = new KeyExchangeMethod(19);
    public static final KeyExchangeMethod ECP_384 = new KeyExchangeMethod(20);
    public static final KeyExchangeMethod ECP_521 = new KeyExchangeMethod(21);
    public static final KeyExchangeMethod MODP_1024_160 = new KeyExchangeMethod(22);
    public static final KeyExchangeMethod MODP_2048_224 = new KeyExchangeMethod(23);
    public static final KeyExchangeMethod MODP_2048_256 = new KeyExchangeMethod(24);
    public static final KeyExchangeMethod ECP_192 = new KeyExchangeMethod(25);
    public static final KeyExchangeMethod ECP_224 = new KeyExchangeMethod(26);
    public static final KeyExchangeMethod BRAINPOOL_P224R1 = new KeyExchangeMethod(27);
    public static final KeyExchangeMethod BRAINPOOL_P256R1 = new KeyExchangeMethod(28);
    public static final KeyExchangeMethod BRAINPOOL_P384R1 = new KeyExchangeMethod(29);
    public static final KeyExchangeMethod BRAINPOOL_P512R1 = new KeyExchangeMethod(30);
    public static final KeyExchangeMethod CURVE25519 = new KeyExchangeMethod(31);
    public static final KeyExchangeMethod CURVE448 = new KeyExchangeMethod(32);
    public static final KeyExchangeMethod GOST3410_2012_256 = new KeyExchangeMethod(33);
    public static final KeyExchangeMethod GOST3410_2012_512 = new KeyExchangeMethod(34);
    public static final KeyExchangeMethod ML_KEM_512 = new KeyExchangeMethod(35);
    public static final KeyExchangeMethod ML_KEM_768 = new KeyExchangeMethod(36);
    public static final KeyExchangeMethod ML_KEM_1024 = new KeyExchangeMethod(37);

    /** @throws IllegalArgumentException if the value does not fit into two octets */
    public KeyExchangeMethod {
        Registry.requireTwoOctets(value);
    }

    /** A short form of the IANA name such as {@code MODP_2048}, or {@code KE-1234} for an unknown number. */
    @Override
    public String toString() {
        return switch (value) {
            case 0 -> "NONE";
            case 1 -> "MODP_768";
            case 2 -> "MODP_1024";
            case 5 -> "MODP_1536";
            case 14 -> "MODP_2048";
            case 15 -> "MODP_3072";
            case 16 -> "MODP_4096";
            case 17 -> "MODP_6144";
            case 18 -> "MODP_8192";
            case 19 -> "ECP_256";
            case 20 -> "ECP_384";
            case 21 -> "ECP_521";
            case 22 -> "MODP_1024_160";
            case 23 -> "MODP_2048_224";
            case 24 -> "MODP_2048_256";
            case 25 -> "ECP_192";
            case 26 -> "ECP_224";
            case 27 -> "BRAINPOOL_P224R1";
            case 28 -> "BRAINPOOL_P256R1";
            case 29 -> "BRAINPOOL_P384R1";
            case 30 -> "BRAINPOOL_P512R1";
            case 31 -> "CURVE25519";
            case 32 -> "CURVE448";
            case 33 -> "GOST3410_2012_256";
            case 34 -> "GOST3410_2012_512";
            case 35 -> "ML_KEM_512";
            case 36 -> "ML_KEM_768";
            case 37 -> "ML_KEM_1024";
            default -> "KE-" + value;
        };
    }
}
