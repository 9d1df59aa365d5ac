package io.flexike.crypto.internal;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.signature.SignatureScheme;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * An RSA key. RSASSA-PSS by JCA; PKCS #1 v1.5 by comparing the whole encoded message, as RFC 8017 8.2.2 has it, since
 * parsers of it have let forged ones pass.
 */
final class RsaVerificationKey extends PublicKeyInfo {
    /** RFC 8247 3.1.1. */
    private static final int LEAST_BITS = 2048;

    /** Our choice: a signature takes some time to be verified. */
    private static final int MOST_BITS = 16_384;

    private static final int MOST_EXPONENT_BITS = 64;

    /** DigestInfo as far as the hash itself (RFC 8017 9.2, note 1). */
    private static final Map<SignatureHash, byte[]> DIGEST_INFO = Map.of(
            SignatureHash.SHA1, HexFormat.of().parseHex("3021300906052b0e03021a05000414"),
            SignatureHash.SHA2_256, HexFormat.of().parseHex("3031300d060960864801650304020105000420"),
            SignatureHash.SHA2_384, HexFormat.of().parseHex("3041300d060960864801650304020205000430"),
            SignatureHash.SHA2_512, HexFormat.of().parseHex("3051300d060960864801650304020305000440"));

    private final RSAPublicKey key;
    private final boolean pssOnly;

    /** @param pssOnly whether it says that it is for RSASSA-PSS alone, perhaps with parameters (RFC 4055 1.2) */
    RsaVerificationKey(RSAPublicKey key, byte[] der, boolean pssOnly) {
        super(PublicKeyType.RSA, der);
        int bits = key.getModulus().bitLength();
        BigInteger exponent = key.getPublicExponent();
        if (bits < LEAST_BITS) {
            throw new IllegalArgumentException(
                    "an RSA key of " + bits + " bits; RFC 8247 wants " + LEAST_BITS + " or more");
        }
        if (bits > MOST_BITS || exponent.bitLength() > MOST_EXPONENT_BITS) {
            throw new IllegalArgumentException("an RSA key of " + bits + " bits with a public exponent of "
                    + exponent.bitLength() + "; it takes at most " + MOST_BITS + " and " + MOST_EXPONENT_BITS);
        }
        if (!key.getModulus().testBit(0) || !exponent.testBit(0) || exponent.equals(BigInteger.ONE)) {
            throw new IllegalArgumentException("an RSA key with an even modulus or an exponent that is even or 1");
        }
        this.key = key;
        this.pssOnly = pssOnly;
    }

    BigInteger modulus() {
        return key.getModulus();
    }

    @Override
    public int modulusBits() {
        return key.getModulus().bitLength();
    }

    @Override
    boolean isSignature(SignatureScheme scheme, byte[] octets, byte[] signature) {
        int modulusOctets = (key.getModulus().bitLength() + 7) / 8;
        BigInteger representative = new BigInteger(1, signature);
        // RFC 8017 8.1.2, 8.2.2: as long as the modulus, and less than it.
        if (signature.length != modulusOctets || representative.compareTo(key.getModulus()) >= 0) {
            return false;
        }
        if (scheme.algorithm() == SignatureScheme.Algorithm.RSA_PSS) {
            return isPss(scheme, octets, signature);
        }
        if (pssOnly) {
            return false;
        }
        BigInteger encoded = new BigInteger(1, encoded(scheme.hash(), octets, modulusOctets));
        return representative.modPow(key.getPublicExponent(), key.getModulus()).equals(encoded);
    }

    /** RFC 8017 9.2: 00 01 FF .. FF 00 DigestInfo. */
    private static byte[] encoded(SignatureHash hash, byte[] octets, int length) {
        byte[] info = DIGEST_INFO.get(hash);
        if (info == null) {
            throw new IllegalArgumentException("RSA with " + hash + " is not supported");
        }
        byte[] digest = SignatureDigests.hash(hash, octets);
        byte[] message = new byte[length];
        Arrays.fill(message, (byte) 0xff);
        message[0] = 0;
        message[1] = 1;
        int infoAt = length - digest.length - info.length;
        message[infoAt - 1] = 0;
        System.arraycopy(info, 0, message, infoAt, info.length);
        System.arraycopy(digest, 0, message, length - digest.length, digest.length);
        return message;
    }

    private boolean isPss(SignatureScheme scheme, byte[] octets, byte[] signature) {
        try {
            Signature verification = JcaSignature.of(scheme);
            verification.initVerify(key);
            if (!isParameterised(verification, scheme)) {
                return false;
            }
            verification.update(octets);
            return verification.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime does not verify " + scheme, e);
        }
    }

    /** RFC 4055 3.3: parameters in the key bind the signatures, which the provider sees to. */
    private boolean isParameterised(Signature verification, SignatureScheme scheme)
            throws InvalidAlgorithmParameterException {
        try {
            JcaSignature.parameterise(verification, scheme);
            return true;
        } catch (InvalidAlgorithmParameterException e) {
            if (key.getParams() == null) {
                throw e;
            }
            return false;
        }
    }
}
