package io.flexike.crypto.internal;

import io.flexike.crypto.signature.SignatureScheme;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** Schemes in the words of the JCA. */
final class JcaSignature {
    private static final int TRAILER_FIELD = 1;

    private JcaSignature() {}

    /** Without a provider: the key that it is initialised with decides on that. */
    static Signature of(SignatureScheme scheme) throws NoSuchAlgorithmException {
        return Signature.getInstance(
                switch (scheme.algorithm()) {
                    case RSA_PKCS1 -> shortHash(scheme) + "withRSA";
                    case RSA_PSS -> "RSASSA-PSS";
                    case ECDSA -> shortHash(scheme) + "withECDSA";
                    case ED25519 -> "Ed25519";
                    case ED448 -> "Ed448";
                    case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> "ML-DSA";
                });
    }

    /** Behind the initialisation, which settles the provider. */
    static void parameterise(Signature signature, SignatureScheme scheme) throws InvalidAlgorithmParameterException {
        if (scheme.algorithm() == SignatureScheme.Algorithm.RSA_PSS) {
            String hash = SignatureDigests.jcaName(scheme.hash());
            signature.setParameter(new PSSParameterSpec(
                    hash, "MGF1", new MGF1ParameterSpec(hash), scheme.saltOctets(), TRAILER_FIELD));
        }
    }

    private static String shortHash(SignatureScheme scheme) {
        return SignatureDigests.jcaName(scheme.hash()).replace("-", "");
    }
}
