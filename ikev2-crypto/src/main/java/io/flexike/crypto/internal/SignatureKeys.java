package io.flexike.crypto.internal;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.crypto.signature.VerificationKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed448Signer;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/** Keys from their encodings, by the object identifier that these begin with. */
public final class SignatureKeys {
    /** RFC 8410 3. */
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

    private static final ASN1ObjectIdentifier ED448 = new ASN1ObjectIdentifier("1.3.101.113");

    /** RFC 4055 1.2: keys for that padding alone. */
    private static final String PSS = "RSASSA-PSS";

    private record MessageAlgorithm(PublicKeyType type, Supplier<Signer> signer) {}

    private static final Map<ASN1ObjectIdentifier, MessageAlgorithm> MESSAGE_ALGORITHMS = Map.of(
            ED25519,
            new MessageAlgorithm(PublicKeyType.ED25519, Ed25519Signer::new),
            ED448,
            new MessageAlgorithm(PublicKeyType.ED448, () -> new Ed448Signer(new byte[0])),
            NISTObjectIdentifiers.id_ml_dsa_44,
            new MessageAlgorithm(PublicKeyType.ML_DSA_44, MLDSASigner::new),
            NISTObjectIdentifiers.id_ml_dsa_65,
            new MessageAlgorithm(PublicKeyType.ML_DSA_65, MLDSASigner::new),
            NISTObjectIdentifiers.id_ml_dsa_87,
            new MessageAlgorithm(PublicKeyType.ML_DSA_87, MLDSASigner::new));

    private SignatureKeys() {}

    /**
     * A public key from its SubjectPublicKeyInfo.
     *
     * @throws IllegalArgumentException with the reason if it is not one that we take
     */
    public static VerificationKey verification(byte[] given) {
        byte[] der = given.clone();
        try {
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(sequence(der));
            if (!Arrays.equals(info.getEncoded(ASN1Encoding.DER), der)) {
                throw new IllegalArgumentException("a public key that is not encoded in DER");
            }
            return verification(info, der);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw refused("a public key", e);
        }
    }

    private static VerificationKey verification(SubjectPublicKeyInfo info, byte[] der)
            throws IOException, GeneralSecurityException {
        ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return new RsaVerificationKey(rsaPublic("RSA", der), der, false);
        }
        if (algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return new RsaVerificationKey(rsaPublic(PSS, der), der, true);
        }
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            EcdsaCurve curve = EcdsaCurve.of(info.getAlgorithm());
            return new EcdsaVerificationKey(curve, (ECPublicKeyParameters) PublicKeyFactory.createKey(info), der);
        }
        MessageAlgorithm known = MESSAGE_ALGORITHMS.get(algorithm);
        if (known == null || info.getAlgorithm().getParameters() != null) {
            throw new IllegalArgumentException("the algorithm " + algorithm + " is not supported");
        }
        requireWholeGroup(known.type, info.getPublicKeyData().getOctets());
        return new MessageVerificationKey(known.type, known.signer, PublicKeyFactory.createKey(info), der);
    }

    private static RSAPublicKey rsaPublic(String algorithm, byte[] der) throws GeneralSecurityException {
        return (RSAPublicKey) KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
    }

    /** A point of small order would verify what nobody has signed. */
    private static void requireWholeGroup(PublicKeyType type, byte[] point) {
        boolean whole = switch (type) {
            case ED25519 -> point.length == Ed25519.PUBLIC_KEY_SIZE && Ed25519.validatePublicKeyFull(point, 0);
            case ED448 -> point.length == Ed448.PUBLIC_KEY_SIZE && Ed448.validatePublicKeyFull(point, 0);
            default -> true;
        };
        if (!whole) {
            throw new IllegalArgumentException("an " + type + " key that is not a point of the group");
        }
    }

    /**
     * A private key of the JCA and the public key that belongs to it.
     *
     * @throws IllegalArgumentException with the reason if it is not one that we take
     */
    public static SigningKey signing(PrivateKey key, VerificationKey verificationKey) {
        boolean rsa = verificationKey.type() == PublicKeyType.RSA;
        byte[] encoded = rsa || !"PKCS#8".equals(key.getFormat()) ? null : key.getEncoded();
        boolean others;
        SigningKey signing;
        if (encoded == null) {
            signing = new JcaSigningKey(key, verificationKey);
            others = verificationKey instanceof RsaVerificationKey publicKey
                    && key instanceof RSAKey half
                    && !half.getModulus().equals(publicKey.modulus());
        } else {
            signing = wiping(encoded);
            others = !signing.verificationKey().equals(verificationKey);
        }
        if (others) {
            throw new IllegalArgumentException("the public key is not that of the private key");
        }
        return signing;
    }

    /**
     * A private key from its PKCS #8 form, and the public key from that.
     *
     * @throws IllegalArgumentException with the reason if it is not one that we take
     */
    public static SigningKey signing(SecretBytes pkcs8) {
        return wiping(pkcs8.toByteArray(SecretAccess.granted()));
    }

    /**
     * The same under a passphrase (RFC 5958 3).
     *
     * @throws IllegalArgumentException with the reason if it is not one that we take
     */
    public static SigningKey signing(byte[] encryptedPkcs8, SecretBytes passphrase) {
        return wiping(EncryptedPrivateKey.decrypt(encryptedPkcs8, passphrase));
    }

    private static SigningKey wiping(byte[] pkcs8) {
        try {
            return signing(PrivateKeyInfo.getInstance(sequence(pkcs8)), pkcs8);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw refused("a private key", e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static SigningKey signing(PrivateKeyInfo info, byte[] pkcs8) throws IOException, GeneralSecurityException {
        ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return rsa("RSA", pkcs8);
        }
        if (algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return rsa(PSS, pkcs8);
        }
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            EcdsaCurve curve = EcdsaCurve.of(info.getPrivateKeyAlgorithm());
            ECPrivateKeyParameters key = (ECPrivateKeyParameters) PrivateKeyFactory.createKey(info);
            return new EcdsaSigningKey(curve, key, verification(publicKeyOf(key)));
        }
        MessageAlgorithm known = MESSAGE_ALGORITHMS.get(algorithm);
        if (known == null) {
            throw new IllegalArgumentException("the algorithm " + algorithm + " is not supported");
        }
        AsymmetricKeyParameter key = PrivateKeyFactory.createKey(info);
        return new MessageSigningKey(known.signer, key, verification(publicKeyOf(key)));
    }

    private static SigningKey rsa(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance(algorithm);
        PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        if (!(key instanceof RSAPrivateCrtKey whole)) {
            throw new IllegalArgumentException("an RSA key without its factors");
        }
        RSAPublicKeySpec publicHalf =
                new RSAPublicKeySpec(whole.getModulus(), whole.getPublicExponent(), whole.getParams());
        return new JcaSigningKey(key, VerificationKey.of(factory.generatePublic(publicHalf)));
    }

    private static VerificationKey verification(AsymmetricKeyParameter publicKey) throws IOException {
        return verification(SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicKey)
                .getEncoded(ASN1Encoding.DER));
    }

    private static AsymmetricKeyParameter publicKeyOf(AsymmetricKeyParameter key) {
        if (key instanceof ECPrivateKeyParameters ec) {
            return new ECPublicKeyParameters(
                    new FixedPointCombMultiplier()
                            .multiply(ec.getParameters().getG(), ec.getD())
                            .normalize(),
                    ec.getParameters());
        }
        if (key instanceof Ed25519PrivateKeyParameters ed) {
            return ed.generatePublicKey();
        }
        if (key instanceof Ed448PrivateKeyParameters ed) {
            return ed.generatePublicKey();
        }
        return ((MLDSAPrivateKeyParameters) key).getPublicKeyParameters();
    }

    private static ASN1Sequence sequence(byte[] der) throws IOException {
        if (ASN1Primitive.fromByteArray(der) instanceof ASN1Sequence sequence) {
            return sequence;
        }
        throw new IOException("no sequence");
    }

    /** The octets of a key are the caller's: whatever the parsers throw is a reason to refuse them. */
    private static IllegalArgumentException refused(String what, Exception reason) {
        boolean own = reason instanceof IllegalArgumentException && reason.getMessage() != null;
        return own
                ? new IllegalArgumentException(reason.getMessage(), reason)
                : new IllegalArgumentException(what + " that is malformed", reason);
    }
}
