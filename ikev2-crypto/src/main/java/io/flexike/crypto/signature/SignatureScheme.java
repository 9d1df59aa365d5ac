package io.flexike.crypto.signature;

import java.util.List;
import java.util.Optional;

/**
 * All that is to be known to verify a signature, but the key.
 *
 * @param saltOctets of RSASSA-PSS, at most as long as the hash; 0 for every other algorithm
 */
public record SignatureScheme(Algorithm algorithm, SignatureHash hash, int saltOctets) {
    /** The signature algorithm with its padding. */
    public enum Algorithm {
        /** RSASSA-PKCS1-v1_5 (RFC 8017 8.2). */
        RSA_PKCS1("RSA PKCS#1 v1.5"),
        /** RSASSA-PSS (RFC 8017 8.1) whose MGF1 uses the same hash. */
        RSA_PSS("RSASSA-PSS"),
        /** ECDSA on the curve of the key; the signature is an Ecdsa-Sig-Value in DER. */
        ECDSA("ECDSA"),
        /** Ed25519, not prehashed. */
        ED25519("Ed25519"),
        /** Ed448, not prehashed and without context. */
        ED448("Ed448"),
        /** ML-DSA-44, not prehashed and without context. */
        ML_DSA_44("ML-DSA-44"),
        /** ML-DSA-65, not prehashed and without context. */
        ML_DSA_65("ML-DSA-65"),
        /** ML-DSA-87, not prehashed and without context. */
        ML_DSA_87("ML-DSA-87");

        private final String text;

        Algorithm(String text) {
            this.text = text;
        }

        /** A name for people. */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * What AUTH method 1 has always meant (RFC 7296 3.8), which RFC 8247 3.1 demands of all; never announced, and never
     * used with AUTH method 14 (RFC 8247 3.2).
     */
    public static final SignatureScheme LEGACY_RSA_PKCS1_SHA1 =
            new SignatureScheme(Algorithm.RSA_PKCS1, SignatureHash.SHA1, 0);

    public static final SignatureScheme RSA_PKCS1_SHA2_256 =
            new SignatureScheme(Algorithm.RSA_PKCS1, SignatureHash.SHA2_256, 0);
    public static final SignatureScheme RSA_PKCS1_SHA2_384 =
            new SignatureScheme(Algorithm.RSA_PKCS1, SignatureHash.SHA2_384, 0);
    public static final SignatureScheme RSA_PKCS1_SHA2_512 =
            new SignatureScheme(Algorithm.RSA_PKCS1, SignatureHash.SHA2_512, 0);
    public static final SignatureScheme RSA_PSS_SHA2_256 = pss(SignatureHash.SHA2_256, 32);
    public static final SignatureScheme RSA_PSS_SHA2_384 = pss(SignatureHash.SHA2_384, 48);
    public static final SignatureScheme RSA_PSS_SHA2_512 = pss(SignatureHash.SHA2_512, 64);
    public static final SignatureScheme ECDSA_SHA2_256 =
            new SignatureScheme(Algorithm.ECDSA, SignatureHash.SHA2_256, 0);
    public static final SignatureScheme ECDSA_SHA2_384 =
            new SignatureScheme(Algorithm.ECDSA, SignatureHash.SHA2_384, 0);
    public static final SignatureScheme ECDSA_SHA2_512 =
            new SignatureScheme(Algorithm.ECDSA, SignatureHash.SHA2_512, 0);
    public static final SignatureScheme ED25519 = new SignatureScheme(Algorithm.ED25519, SignatureHash.IDENTITY, 0);
    public static final SignatureScheme ED448 = new SignatureScheme(Algorithm.ED448, SignatureHash.IDENTITY, 0);
    public static final SignatureScheme ML_DSA_44 = new SignatureScheme(Algorithm.ML_DSA_44, SignatureHash.IDENTITY, 0);
    public static final SignatureScheme ML_DSA_65 = new SignatureScheme(Algorithm.ML_DSA_65, SignatureHash.IDENTITY, 0);
    public static final SignatureScheme ML_DSA_87 = new SignatureScheme(Algorithm.ML_DSA_87, SignatureHash.IDENTITY, 0);

    /**
     * Our choice, best first: the longest hash that both ends know, and RSASSA-PSS before PKCS #1 v1.5. A peer cannot
     * say that it does not know RSASSA-PSS, which RFC 8247 3.2 demands of all; towards one that does not, PKCS #1 v1.5
     * has to be configured. RSA with SHA-1 is for peers that do not know RFC 7427, and for no others: Windows, Apple's
     * devices and many routers.
     */
    public static final List<SignatureScheme> DEFAULTS = List.of(
            ML_DSA_87,
            ML_DSA_65,
            ML_DSA_44,
            ED448,
            ED25519,
            ECDSA_SHA2_512,
            ECDSA_SHA2_384,
            ECDSA_SHA2_256,
            RSA_PSS_SHA2_512,
            RSA_PSS_SHA2_384,
            RSA_PSS_SHA2_256,
            RSA_PKCS1_SHA2_512,
            RSA_PKCS1_SHA2_384,
            RSA_PKCS1_SHA2_256,
            LEGACY_RSA_PKCS1_SHA1);

    /**
     * Checks that there is such a scheme.
     *
     * @throws IllegalArgumentException if EdDSA or ML-DSA has another hash than {@link SignatureHash#IDENTITY}, the
     *     other algorithms another one than SHA-2, or SHA-1 with RSASSA-PKCS1-v1_5; or the salt is longer than the hash
     */
    public SignatureScheme {
        boolean fitting = isHashOf(algorithm, hash)
                && (algorithm == Algorithm.RSA_PSS ? saltOctets >= 0 && saltOctets <= hash.octets() : saltOctets == 0);
        if (!fitting) {
            throw new IllegalArgumentException(algorithm + " with " + hash + " and a salt of " + saltOctets);
        }
    }

    private static boolean isHashOf(Algorithm algorithm, SignatureHash hash) {
        boolean sha2 = hash.equals(SignatureHash.SHA2_256)
                || hash.equals(SignatureHash.SHA2_384)
                || hash.equals(SignatureHash.SHA2_512);
        return switch (algorithm) {
            case RSA_PKCS1 -> sha2 || hash.equals(SignatureHash.SHA1);
            case RSA_PSS, ECDSA -> sha2;
            case ED25519, ED448, ML_DSA_44, ML_DSA_65, ML_DSA_87 -> hash.equals(SignatureHash.IDENTITY);
        };
    }

    /**
     * RSASSA-PSS with that hash in both places.
     *
     * @throws IllegalArgumentException if it is not SHA-2, or the salt is longer than it
     */
    public static SignatureScheme pss(SignatureHash hash, int saltOctets) {
        return new SignatureScheme(Algorithm.RSA_PSS, hash, saltOctets);
    }

    /**
     * What an AlgorithmIdentifier of an AUTH payload names (RFC 7427 3), compared octet by octet with those that are
     * known. Where the specifications leave a choice, all forms are: RSASSA-PSS with NULL behind its hash functions or
     * nothing (RFC 4055 2.1), and with default values that are there although they need not be (RFC 7427 A.4.3).
     *
     * @return empty for anything else
     */
    public static Optional<SignatureScheme> ofAlgorithmIdentifier(byte[] der) {
        return AlgorithmIdentifiers.decode(der);
    }

    /** The AlgorithmIdentifier in DER, which begins the data of AUTH method 14 behind its length. */
    public byte[] algorithmIdentifier() {
        return AlgorithmIdentifiers.encode(this);
    }

    /** Whether it is made with such keys. */
    public boolean fits(PublicKeyType type) {
        return switch (algorithm) {
            case RSA_PKCS1, RSA_PSS -> type == PublicKeyType.RSA;
            case ECDSA -> type.isEcdsa();
            case ED25519 -> type == PublicKeyType.ED25519;
            case ED448 -> type == PublicKeyType.ED448;
            case ML_DSA_44 -> type == PublicKeyType.ML_DSA_44;
            case ML_DSA_65 -> type == PublicKeyType.ML_DSA_65;
            case ML_DSA_87 -> type == PublicKeyType.ML_DSA_87;
        };
    }

    /** Whether one of them is the same, but perhaps for the length of the salt, which the signer chooses. */
    public boolean isAmong(List<SignatureScheme> allowed) {
        return allowed.stream().anyMatch(each -> each.algorithm == algorithm && each.hash.equals(hash));
    }

    /** Such as {@code RSASSA-PSS with SHA2-256}. */
    @Override
    public String toString() {
        return hash.equals(SignatureHash.IDENTITY) ? algorithm.toString() : algorithm + " with " + hash;
    }
}
