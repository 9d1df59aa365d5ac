package io.flexike.ike.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** Keys that certificates of tests have, and how these sign. */
public enum KeyKind {
    RSA_1024("RSA", "", 1024, "SHA256withRSA"),
    RSA_2048("RSA", "", 2048, "SHA256withRSA"),
    RSA_3072("RSA", "", 3072, "SHA384withRSA"),
    RSA_PSS("RSASSA-PSS", "", 2048, "SHA256withRSAandMGF1"),
    P256("EC", "secp256r1", 0, "SHA256withECDSA"),
    P384("EC", "secp384r1", 0, "SHA384withECDSA"),
    P521("EC", "secp521r1", 0, "SHA512withECDSA"),
    ED25519("Ed25519", "", 0, "Ed25519"),
    ED448("Ed448", "", 0, "Ed448");

    private final String algorithm;
    private final String curve;
    private final int bits;
    private final String signature;

    KeyKind(String algorithm, String curve, int bits, String signature) {
        this.algorithm = algorithm;
        this.curve = curve;
        this.bits = bits;
        this.signature = signature;
    }

    /** A new pair. */
    public KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (!curve.isEmpty()) {
                generator.initialize(new ECGenParameterSpec(curve));
            } else if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The name of its signature algorithm. */
    public String signature() {
        return signature;
    }
}
