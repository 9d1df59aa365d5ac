package io.flexike.crypto.suite;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.signature.SignatureScheme;
import java.util.Optional;

/** The rules of each {@link CryptoPolicy} for signatures, with the document that each is from. */
final class SignatureRules {
    private static final int LEAST_MODULUS_BITS = 2048;
    private static final int CNSA_MODULUS_BITS = 3072;

    private SignatureRules() {}

    static Optional<String> permissive(SignatureScheme scheme, PublicKeyType type, int modulusBits) {
        return Optional.empty();
    }

    static Optional<String> strict(SignatureScheme scheme, PublicKeyType type, int modulusBits) {
        if (isShort(type, modulusBits, LEAST_MODULUS_BITS)) {
            return Optional.of("RFC 8247 3.1.1: SHOULD NOT");
        }
        return scheme.hash().equals(SignatureHash.SHA1) ? Optional.of("RFC 8247 3.2: MUST NOT") : Optional.empty();
    }

    /** Of the algorithms that there are FIPS 186-5 approves all, with Ed25519 and Ed448, and FIPS 204 ML-DSA. */
    static Optional<String> fips(SignatureScheme scheme, PublicKeyType type, int modulusBits) {
        if (isShort(type, modulusBits, LEAST_MODULUS_BITS)) {
            return Optional.of("FIPS 186-5 5.1: RSA keys of 2048 bits or more");
        }
        return scheme.hash().equals(SignatureHash.SHA1)
                ? Optional.of("FIPS 186-5 and NIST SP 800-131A 9: no signatures with SHA-1")
                : Optional.empty();
    }

    static Optional<String> cnsa2(SignatureScheme scheme, PublicKeyType type, int modulusBits) {
        boolean sha384 = scheme.hash().equals(SignatureHash.SHA2_384);
        boolean allowed = switch (scheme.algorithm()) {
            case ML_DSA_87 -> true;
            case ECDSA -> type == PublicKeyType.ECDSA_P384 && sha384;
            case RSA_PKCS1, RSA_PSS ->
                !isShort(type, modulusBits, CNSA_MODULUS_BITS)
                        && (sha384 || scheme.hash().equals(SignatureHash.SHA2_512));
            case ED25519, ED448, ML_DSA_44, ML_DSA_65 -> false;
        };
        return allowed
                ? Optional.empty()
                : Optional.of("CNSA 2.0 and RFC 9206 6: ML-DSA-87, ECDSA P-384 with SHA-384,"
                        + " RSA of 3072 bits or more with SHA-384 or SHA-512");
    }

    private static boolean isShort(PublicKeyType type, int modulusBits, int leastBits) {
        return type == PublicKeyType.RSA && modulusBits < leastBits;
    }
}
