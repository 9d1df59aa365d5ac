package io.flexike.flexvpn.show;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.ike.payload.AuthMethod;
import java.util.Locale;

/** Algorithms as a router calls them; those that no router has are called in the same manner. */
final class AlgorithmNames {
    private AlgorithmNames() {}

    /** Such as {@code AES-CBC}, without the length of the key. */
    static String encryption(EncryptionAlgorithm algorithm) {
        if (algorithm.equals(EncryptionAlgorithm.AES_GCM_16)) {
            return "AES-GCM";
        }
        if (algorithm.equals(EncryptionAlgorithm.TRIPLE_DES)) {
            return "3DES";
        }
        return algorithm.toString().replaceFirst("^ENCR_", "").replace('_', '-');
    }

    /** Such as {@code AES-CBC-256}. */
    static String encryption(Transform transform) {
        String name = encryption(new EncryptionAlgorithm(transform.id()));
        return transform.keyLengthBits().isPresent()
                ? name + "-" + transform.keyLengthBits().getAsInt()
                : name;
    }

    /** Such as {@code AES-CBC, keysize: 256}. */
    static String encryptionInUse(EncryptionAlgorithm algorithm, int keyBits) {
        return encryption(algorithm) + (algorithm.hasVariableKey() ? ", keysize: " + keyBits : "");
    }

    /** Such as {@code SHA512}, or {@code SHA96} for SHA-1. */
    static String integrity(IntegrityAlgorithm algorithm) {
        return switch (algorithm.value()) {
            case 0 -> "None";
            case 1 -> "MD596";
            case 2 -> "SHA96";
            case 12 -> "SHA256";
            case 13 -> "SHA384";
            case 14 -> "SHA512";
            default -> algorithm.toString().replaceFirst("^AUTH_", "").replace('_', '-');
        };
    }

    /** Such as {@code SHA512}. */
    static String prf(PrfAlgorithm algorithm) {
        return switch (algorithm.value()) {
            case 1 -> "MD5";
            case 2 -> "SHA1";
            case 5 -> "SHA256";
            case 6 -> "SHA384";
            case 7 -> "SHA512";
            default -> algorithm.toString().replaceFirst("^PRF_", "").replace('_', '-');
        };
    }

    /** Such as {@code DH_GROUP_256_ECP/Group 19}. */
    static String group(KeyExchangeMethod method) {
        String[] parts = method.toString().split("_", 2);
        String name = parts.length == 2 ? parts[1] + "_" + parts[0] : parts[0];
        return "DH_GROUP_" + name + "/Group " + method.value();
    }

    /** Such as {@code ML-KEM-768}. */
    static String postQuantum(KeyExchangeMethod method) {
        return method.equals(KeyExchangeMethod.NONE)
                ? "Optional"
                : method.toString().replace('_', '-');
    }

    /** Such as {@code PSK}. */
    static String authentication(AuthMethod method) {
        return switch (method.value()) {
            case 1 -> "RSA";
            case 2 -> "PSK";
            case 3 -> "DSS";
            case 9, 10, 11 -> "ECDSA";
            case 13 -> "NULL";
            case 14 -> "SIGNATURE";
            default -> "Unknown - " + method.value();
        };
    }

    /** Such as {@code esp-256-aes esp-sha256-hmac}. */
    static String transforms(ChildSuite suite) {
        if (suite.protocol().equals(SecurityProtocol.AH)) {
            return "ah-" + hmac(suite.integrity());
        }
        String cipher = cipher(suite.encryption(), suite.keyBits());
        return suite.integrity().equals(IntegrityAlgorithm.NONE) ? cipher : cipher + " esp-" + hmac(suite.integrity());
    }

    private static String cipher(EncryptionAlgorithm algorithm, int keyBits) {
        return switch (algorithm.value()) {
            case 2 -> "esp-des";
            case 3 -> "esp-3des";
            case 11 -> "esp-null";
            case 12 -> keyBits == 128 ? "esp-aes" : "esp-" + keyBits + "-aes";
            case 20 -> keyBits == 128 ? "esp-gcm" : "esp-gcm " + keyBits;
            case 21 -> keyBits == 128 ? "esp-gmac" : "esp-gmac " + keyBits;
            case 28 -> "esp-chacha20-poly1305";
            default -> "esp-" + encryption(algorithm).toLowerCase(Locale.ROOT);
        };
    }

    private static String hmac(IntegrityAlgorithm algorithm) {
        return switch (algorithm.value()) {
            case 1 -> "md5-hmac";
            case 2 -> "sha-hmac";
            case 12 -> "sha256-hmac";
            case 13 -> "sha384-hmac";
            case 14 -> "sha512-hmac";
            default -> integrity(algorithm).toLowerCase(Locale.ROOT);
        };
    }
}
