package io.flexike.benchmarks;

import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/** The JDK's own key agreement with its own parameters, where it has the method. */
final class JdkKeyExchange {
    private final String agreement;
    private final @Nullable KeyPairGenerator generator;
    private final @Nullable KeyPair ours;

    private JdkKeyExchange(String agreement, @Nullable KeyPairGenerator generator) {
        this.agreement = agreement;
        this.generator = generator;
        this.ours = generator == null ? null : generator.generateKeyPair();
    }

    static JdkKeyExchange of(KeyExchangeMethod method) throws GeneralSecurityException {
        return switch (method.value()) {
            case 2 -> modp(1024);
            case 5 -> modp(1536);
            case 14 -> modp(2048);
            case 15 -> modp(3072);
            case 16 -> modp(4096);
            case 17 -> modp(6144);
            case 18 -> modp(8192);
            case 19 -> named("EC", "ECDH", new ECGenParameterSpec("secp256r1"));
            case 20 -> named("EC", "ECDH", new ECGenParameterSpec("secp384r1"));
            case 21 -> named("EC", "ECDH", new ECGenParameterSpec("secp521r1"));
            case 31 -> named("XDH", "XDH", NamedParameterSpec.X25519);
            case 32 -> named("XDH", "XDH", NamedParameterSpec.X448);
            default -> new JdkKeyExchange("none", null);
        };
    }

    /** A safe prime of its own of that size, with an exponent of the length that the JDK prefers. */
    private static JdkKeyExchange modp(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("DiffieHellman");
        generator.initialize(bits);
        return new JdkKeyExchange("DiffieHellman", generator);
    }

    private static JdkKeyExchange named(String keys, String agreement, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys);
        generator.initialize(parameters);
        return new JdkKeyExchange(agreement, generator);
    }

    KeyPair generate() throws GeneralSecurityException {
        return present(generator).generateKeyPair();
    }

    byte[] agree() throws GeneralSecurityException {
        return agree(present(ours));
    }

    byte[] agree(KeyPair pair) throws GeneralSecurityException {
        KeyAgreement agreed = KeyAgreement.getInstance(agreement);
        agreed.init(pair.getPrivate());
        agreed.doPhase(present(ours).getPublic(), true);
        return agreed.generateSecret();
    }

    private static <T> T present(@Nullable T value) throws NoSuchAlgorithmException {
        if (value == null) {
            throw new NoSuchAlgorithmException("the JDK does not have this method");
        }
        return value;
    }
}
