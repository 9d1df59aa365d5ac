package io.flexike.crypto.signature;

import java.util.List;

/** What kind of key a signature is made with. */
public enum PublicKeyType {
    /** RSA with a modulus of 2048 bits or more (RFC 8247 3.1.1). */
    RSA("RSA"),
    /** ECDSA on P-256. */
    ECDSA_P256("ECDSA P-256"),
    /** ECDSA on P-384. */
    ECDSA_P384("ECDSA P-384"),
    /** ECDSA on P-521. */
    ECDSA_P521("ECDSA P-521"),
    /** Ed25519 (RFC 8032). */
    ED25519("Ed25519"),
    /** Ed448 (RFC 8032). */
    ED448("Ed448"),
    /** ML-DSA-44 (FIPS 204). */
    ML_DSA_44("ML-DSA-44"),
    /** ML-DSA-65 (FIPS 204). */
    ML_DSA_65("ML-DSA-65"),
    /** ML-DSA-87 (FIPS 204). */
    ML_DSA_87("ML-DSA-87");

    private final String text;

    PublicKeyType(String text) {
        this.text = text;
    }

    /** Those of {@link SignatureScheme#DEFAULTS} that such a key can use, best first. */
    public List<SignatureScheme> defaultSchemes() {
        return SignatureScheme.DEFAULTS.stream()
                .filter(scheme -> scheme.fits(this))
                .toList();
    }

    /** Whether it is ECDSA on any curve. */
    public boolean isEcdsa() {
        return this == ECDSA_P256 || this == ECDSA_P384 || this == ECDSA_P521;
    }

    /** A name for people. */
    @Override
    public String toString() {
        return text;
    }
}
