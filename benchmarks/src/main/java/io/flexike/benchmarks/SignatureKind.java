package io.flexike.benchmarks;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** What is measured of signatures: a scheme and a length of the key, and the same in the words of the JCA. */
public enum SignatureKind {
    RSA_PKCS1_2048("RSA", "2048", "SHA256withRSA"),
    RSA_PSS_2048("RSA", "2048", "RSASSA-PSS"),
    RSA_PKCS1_3072("RSA", "3072", "SHA256withRSA"),
    RSA_PSS_3072("RSA", "3072", "RSASSA-PSS"),
    RSA_PSS_4096("RSA", "4096", "RSASSA-PSS"),
    ECDSA_256("EC", "secp256r1", "SHA256withECDSA"),
    ECDSA_384("EC", "secp384r1", "SHA384withECDSA"),
    ECDSA_521("EC", "secp521r1", "SHA512withECDSA"),
    ED25519("Ed25519", "", "Ed25519"),
    ED448("Ed448", "", "Ed448"),
    ML_DSA_44("ML-DSA", "11", "ML-DSA"),
    ML_DSA_65("ML-DSA", "12", "ML-DSA"),
    ML_DSA_87("ML-DSA", "13", "ML-DSA");

    private final String keyAlgorithm;
    private final String size;
    private final String jcaName;

    SignatureKind(String keyAlgorithm, String size, String jcaName) {
        this.keyAlgorithm = keyAlgorithm;
        this.size = size;
        this.jcaName = jcaName;
    }

    SignatureScheme scheme() {
        return switch (this) {
            case RSA_PKCS1_2048, RSA_PKCS1_3072 -> SignatureScheme.RSA_PKCS1_SHA2_256;
            case RSA_PSS_2048, RSA_PSS_3072, RSA_PSS_4096 -> SignatureScheme.RSA_PSS_SHA2_256;
            case ECDSA_256 -> SignatureScheme.ECDSA_SHA2_256;
            case ECDSA_384 -> SignatureScheme.ECDSA_SHA2_384;
            case ECDSA_521 -> SignatureScheme.ECDSA_SHA2_512;
            case ED25519 -> SignatureScheme.ED25519;
            case ED448 -> SignatureScheme.ED448;
            case ML_DSA_44 -> SignatureScheme.ML_DSA_44;
            case ML_DSA_65 -> SignatureScheme.ML_DSA_65;
            case ML_DSA_87 -> SignatureScheme.ML_DSA_87;
        };
    }

    /** A private key in PKCS #8; that of ML-DSA is a seed, which needs no help from the JCA. */
    byte[] pkcs8() throws GeneralSecurityException {
        return keyAlgorithm.equals("ML-DSA")
                ? HexFormat.of().parseHex("3034020100300b06096086480165030403" + size + "04228020" + "5e".repeat(32))
                : pair().getPrivate().getEncoded();
    }

    private KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keyAlgorithm);
        if (keyAlgorithm.equals("RSA")) {
            generator.initialize(Integer.parseInt(size));
        } else if (keyAlgorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec(size));
        }
        return generator.generateKeyPair();
    }

    static SigningKey key(byte[] pkcs8) {
        return SigningKey.ofPkcs8(SecretBytes.copyOf(pkcs8));
    }

    /** Fails if the JCA of this runtime does not have it. */
    PrivateKey jcaKey(byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance(keyAlgorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    byte[] signByJca(PrivateKey key, byte[] octets) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(jcaName);
        signature.initSign(key);
        parameterise(signature);
        signature.update(octets);
        return signature.sign();
    }

    PublicKey jcaPublicKey(SigningKey key) throws GeneralSecurityException {
        return KeyFactory.getInstance(keyAlgorithm)
                .generatePublic(new X509EncodedKeySpec(key.verificationKey().subjectPublicKeyInfo()));
    }

    boolean verifyByJca(PublicKey key, byte[] octets, byte[] signed) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(jcaName);
        signature.initVerify(key);
        parameterise(signature);
        signature.update(octets);
        return signature.verify(signed);
    }

    private void parameterise(Signature signature) throws GeneralSecurityException {
        if (jcaName.equals("RSASSA-PSS")) {
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
    }
}
