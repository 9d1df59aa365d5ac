package io.flexike.ike.trace;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import java.util.Map;
import java.util.Optional;

/**
 * What Wireshark 4.0 calls algorithms in its two key tables. A name that it does not know makes it refuse the whole
 * table, so what is not listed here is not written.
 */
final class WiresharkNames {
    private static final Map<EncryptionAlgorithm, String> IKE_ENCRYPTION = Map.of(
            EncryptionAlgorithm.NULL, "NULL [RFC2410]",
            EncryptionAlgorithm.TRIPLE_DES, "3DES [RFC2451]",
            EncryptionAlgorithm.AES_CBC, "AES-CBC-%d [RFC3602]",
            EncryptionAlgorithm.AES_CTR, "AES-CTR-%d [RFC5930]",
            EncryptionAlgorithm.AES_CCM_8, "AES-CCM-%d with 8 octet ICV [RFC5282]",
            EncryptionAlgorithm.AES_CCM_12, "AES-CCM-%d with 12 octet ICV [RFC5282]",
            EncryptionAlgorithm.AES_CCM_16, "AES-CCM-%d with 16 octet ICV [RFC5282]",
            EncryptionAlgorithm.AES_GCM_8, "AES-GCM-%d with 8 octet ICV [RFC5282]",
            EncryptionAlgorithm.AES_GCM_12, "AES-GCM-%d with 12 octet ICV [RFC5282]",
            EncryptionAlgorithm.AES_GCM_16, "AES-GCM-%d with 16 octet ICV [RFC5282]");

    private static final Map<IntegrityAlgorithm, String> IKE_INTEGRITY = Map.of(
            IntegrityAlgorithm.NONE, "NONE [RFC4306]",
            IntegrityAlgorithm.HMAC_MD5_96, "HMAC_MD5_96 [RFC2403]",
            IntegrityAlgorithm.HMAC_SHA1_96, "HMAC_SHA1_96 [RFC2404]",
            IntegrityAlgorithm.HMAC_SHA2_256_128, "HMAC_SHA2_256_128 [RFC4868]",
            IntegrityAlgorithm.HMAC_SHA2_384_192, "HMAC_SHA2_384_192 [RFC4868]",
            IntegrityAlgorithm.HMAC_SHA2_512_256, "HMAC_SHA2_512_256 [RFC4868]");

    private static final Map<EncryptionAlgorithm, String> ESP_ENCRYPTION = Map.of(
            EncryptionAlgorithm.NULL, "NULL",
            EncryptionAlgorithm.AES_CBC, "AES-CBC [RFC3602]",
            EncryptionAlgorithm.AES_CTR, "AES-CTR [RFC3686]",
            EncryptionAlgorithm.AES_GCM_8, "AES-GCM with 8 octet ICV [RFC4106]",
            EncryptionAlgorithm.AES_GCM_12, "AES-GCM with 12 octet ICV [RFC4106]",
            EncryptionAlgorithm.AES_GCM_16, "AES-GCM with 16 octet ICV [RFC4106]");

    private static final Map<IntegrityAlgorithm, String> ESP_INTEGRITY = Map.of(
            IntegrityAlgorithm.NONE, "NULL",
            IntegrityAlgorithm.HMAC_SHA1_96, "HMAC-SHA-1-96 [RFC2404]",
            IntegrityAlgorithm.HMAC_SHA2_256_128, "HMAC-SHA-256-128 [RFC4868]",
            IntegrityAlgorithm.HMAC_SHA2_384_192, "HMAC-SHA-384-192 [RFC4868]",
            IntegrityAlgorithm.HMAC_SHA2_512_256, "HMAC-SHA-512-256 [RFC4868]");

    private WiresharkNames() {}

    static Optional<String> ikeEncryption(EncryptionAlgorithm algorithm, int keyBits) {
        return Optional.ofNullable(IKE_ENCRYPTION.get(algorithm)).map(name -> String.format(name, keyBits));
    }

    static Optional<String> ikeIntegrity(IntegrityAlgorithm algorithm) {
        return Optional.ofNullable(IKE_INTEGRITY.get(algorithm));
    }

    static Optional<String> espEncryption(EncryptionAlgorithm algorithm) {
        return Optional.ofNullable(ESP_ENCRYPTION.get(algorithm));
    }

    static Optional<String> espIntegrity(IntegrityAlgorithm algorithm) {
        return Optional.ofNullable(ESP_INTEGRITY.get(algorithm));
    }
}
