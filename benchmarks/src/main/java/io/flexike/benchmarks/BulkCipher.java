package io.flexike.benchmarks;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;

/** The packet ciphers that are measured, and what JCA and OpenSSL call their parts. */
@SuppressWarnings("ImmutableEnumChecker") // a CipherSpec is numbers
public enum BulkCipher {
    AES_GCM_16_128(EncryptionAlgorithm.AES_GCM_16, 128, "AES/GCM/NoPadding", "aes-128-gcm"),
    AES_GCM_16_256(EncryptionAlgorithm.AES_GCM_16, 256, "AES/GCM/NoPadding", "aes-256-gcm"),
    AES_GCM_12_128(EncryptionAlgorithm.AES_GCM_12, 128, "AES/GCM/NoPadding", "aes-128-gcm"),
    AES_GCM_8_128(EncryptionAlgorithm.AES_GCM_8, 128, "AES/GCM/NoPadding", "aes-128-gcm"),
    CHACHA20_POLY1305(EncryptionAlgorithm.CHACHA20_POLY1305, 256, "ChaCha20-Poly1305", "chacha20-poly1305"),
    AES_CCM_16_128(EncryptionAlgorithm.AES_CCM_16, 128, "AES/CCM/NoPadding", "aes-128-ccm"),
    AES_CCM_16_256(EncryptionAlgorithm.AES_CCM_16, 256, "AES/CCM/NoPadding", "aes-256-ccm"),
    NULL_AES_GMAC_128(EncryptionAlgorithm.NULL_AES_GMAC, 128, "AES/GCM/NoPadding", ""),
    AES_CBC_128_SHA_256(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.HMAC_SHA2_256_128, "aes-128-cbc"),
    AES_CBC_256_SHA_256(EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_256_128, "aes-256-cbc"),
    AES_CBC_256_SHA_512(EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_512_256, "aes-256-cbc"),
    AES_CBC_128_SHA_1(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.HMAC_SHA1_96, "aes-128-cbc"),
    AES_CTR_128_SHA_256(EncryptionAlgorithm.AES_CTR, 128, IntegrityAlgorithm.HMAC_SHA2_256_128, "aes-128-ctr"),
    NULL_SHA_256(EncryptionAlgorithm.NULL, 0, IntegrityAlgorithm.HMAC_SHA2_256_128, ""),
    TRIPLE_DES_SHA_1(EncryptionAlgorithm.TRIPLE_DES, 192, IntegrityAlgorithm.HMAC_SHA1_96, "des-ede3-cbc"),
    CAMELLIA_CBC_128_SHA_256(
            EncryptionAlgorithm.CAMELLIA_CBC, 128, IntegrityAlgorithm.HMAC_SHA2_256_128, "camellia-128-cbc"),
    CAMELLIA_CCM_16_128(EncryptionAlgorithm.CAMELLIA_CCM_16, 128, "Camellia/CCM/NoPadding", "");

    private final CipherSpec spec;
    private final String transformation;
    private final String openSslName;

    BulkCipher(EncryptionAlgorithm aead, int keyBits, String transformation, String openSslName) {
        this.spec = new CipherSpec(aead, keyBits, IntegrityAlgorithm.NONE, false);
        this.transformation = transformation;
        this.openSslName = openSslName;
    }

    BulkCipher(EncryptionAlgorithm encryption, int keyBits, IntegrityAlgorithm integrity, String openSslName) {
        this.spec = new CipherSpec(encryption, keyBits, integrity, false);
        this.transformation = transformation(encryption);
        this.openSslName = openSslName;
    }

    CipherSpec spec() {
        return spec;
    }

    boolean isAead() {
        return spec.encryption().isAead();
    }

    /** Empty without encryption. */
    String transformation() {
        return transformation;
    }

    /** The name of the key for JCA. */
    String keyAlgorithm() {
        return transformation.startsWith("ChaCha20")
                ? "ChaCha20"
                : transformation.split("/", -1)[0];
    }

    /** The name of the MAC for JCA, empty for an AEAD. */
    String macName() {
        String hash = hash();
        return hash.isEmpty() ? "" : "Hmac" + hash;
    }

    /** For {@code openssl speed -evp}; empty if OpenSSL has none or there is none. */
    String openSslName() {
        return openSslName;
    }

    /** For {@code openssl speed -hmac}; empty for an AEAD. */
    String openSslHash() {
        return hash();
    }

    private String hash() {
        return switch (spec.integrity().value()) {
            case 2 -> "SHA1";
            case 12 -> "SHA256";
            case 14 -> "SHA512";
            default -> "";
        };
    }

    private static String transformation(EncryptionAlgorithm encryption) {
        return switch (encryption.value()) {
            case 3 -> "DESede/CBC/NoPadding";
            case 12 -> "AES/CBC/NoPadding";
            case 13 -> "AES/CTR/NoPadding";
            case 23 -> "Camellia/CBC/NoPadding";
            default -> "";
        };
    }
}
