package io.flexike.ike.auth;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A private key of each type, made once. */
public final class Signers {
    /** The defaults that AUTH method 14 may have. */
    public static final List<SignatureScheme> WITHOUT_SHA_1 = SignatureScheme.DEFAULTS.stream()
            .filter(scheme -> !scheme.hash().equals(SignatureHash.SHA1))
            .toList();

    private static final Map<PublicKeyType, SigningKey> KEYS = new EnumMap<>(PublicKeyType.class);

    private Signers() {}

    public static synchronized SigningKey of(PublicKeyType type) {
        return KEYS.computeIfAbsent(type, Signers::fresh);
    }

    /** One that fits. */
    public static SigningKey of(SignatureScheme scheme) {
        return of(Arrays.stream(PublicKeyType.values())
                .filter(scheme::fits)
                .findFirst()
                .orElseThrow());
    }

    /** Another one of that type. */
    public static SigningKey fresh(PublicKeyType type) {
        return switch (type) {
            case RSA -> generated("RSA", generator -> generator.initialize(2048));
            case ECDSA_P256 -> ec("secp256r1");
            case ECDSA_P384 -> ec("secp384r1");
            case ECDSA_P521 -> ec("secp521r1");
            case ED25519, ED448 -> generated(type.toString(), generator -> {});
            case ML_DSA_44 -> mlDsa("11");
            case ML_DSA_65 -> mlDsa("12");
            case ML_DSA_87 -> mlDsa("13");
        };
    }

    /** RFC 9881 6: a seed is enough; the JCA of Java 17 makes none. */
    private static SigningKey mlDsa(String lastOfIdentifier) {
        String seed = "5e".repeat(32);
        return SigningKey.ofPkcs8(SecretBytes.copyOf(
                HexFormat.of().parseHex("3034020100300b06096086480165030403" + lastOfIdentifier + "04228020" + seed)));
    }

    private static SigningKey ec(String curve) {
        return generated("EC", generator -> generator.initialize(new ECGenParameterSpec(curve)));
    }

    private interface Preparation {
        void prepare(KeyPairGenerator generator) throws GeneralSecurityException;
    }

    private static SigningKey generated(String algorithm, Preparation preparation) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            preparation.prepare(generator);
            KeyPair pair = generator.generateKeyPair();
            return SigningKey.of(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
