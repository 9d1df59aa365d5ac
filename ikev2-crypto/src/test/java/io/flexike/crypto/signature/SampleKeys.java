package io.flexike.crypto.signature;

import io.flexike.crypto.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/** A key pair of each type, made once. */
public final class SampleKeys {
    private static final Map<PublicKeyType, KeyPair> PAIRS = new EnumMap<>(PublicKeyType.class);
    private static final Map<PublicKeyType, SigningKey> KEYS = new EnumMap<>(PublicKeyType.class);

    private SampleKeys() {}

    public static synchronized SigningKey of(PublicKeyType type) {
        return KEYS.computeIfAbsent(type, unused -> fresh(type));
    }

    /** A pair of the JCA, for all but ML-DSA. */
    static synchronized KeyPair pair(PublicKeyType type) {
        return PAIRS.computeIfAbsent(type, SampleKeys::freshPair);
    }

    /** Another one. */
    public static SigningKey fresh(PublicKeyType type) {
        return switch (type) {
            case ML_DSA_44 -> mlDsa("11");
            case ML_DSA_65 -> mlDsa("12");
            case ML_DSA_87 -> mlDsa("13");
            default -> {
                KeyPair pair = freshPair(type);
                yield SigningKey.of(pair.getPrivate(), pair.getPublic());
            }
        };
    }

    /** RFC 9881 6: a seed is enough. */
    private static SigningKey mlDsa(String lastOfIdentifier) {
        byte[] frame = HexFormat.of()
                .parseHex("3034020100300b06096086480165030403" + lastOfIdentifier + "04228020" + "00".repeat(32));
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        System.arraycopy(seed, 0, frame, frame.length - seed.length, seed.length);
        return SigningKey.ofPkcs8(SecretBytes.copyOf(frame));
    }

    static KeyPair freshPair(PublicKeyType type) {
        return switch (type) {
            case RSA -> rsa(2048);
            case ECDSA_P256 -> ec("secp256r1");
            case ECDSA_P384 -> ec("secp384r1");
            case ECDSA_P521 -> ec("secp521r1");
            case ED25519, ED448 -> generated(type.toString(), generator -> {});
            default -> throw new AssertionError("the JCA of Java 17 has no " + type);
        };
    }

    static KeyPair rsa(int bits) {
        return generated("RSA", generator -> generator.initialize(bits));
    }

    static KeyPair ec(String curve) {
        return generated("EC", generator -> generator.initialize(new ECGenParameterSpec(curve)));
    }

    private interface Preparation {
        void prepare(KeyPairGenerator generator) throws GeneralSecurityException;
    }

    private static KeyPair generated(String algorithm, Preparation preparation) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            preparation.prepare(generator);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
