package io.flexike.crypto.suite;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.List;
import java.util.OptionalInt;

/**
 * The tables behind {@link StrengthOrder}: each list has the strongest first, and what is not in it is unknown.
 *
 * <p>Security bits are those of NIST SP 800-57 part 1 table 2 where it has them. RFC 3526 8 gives 150, 170 and 190 bits
 * for the groups of 4096, 6144 and 8192 bits at the cautious end. ML-KEM counts by the AES key that FIPS 203 compares
 * each set of parameters with.
 */
final class TransformStrength {
    private static final List<KeyExchangeMethod> KEY_EXCHANGE = List.of(
            // post-quantum: as AES-256, AES-192, AES-128
            KeyExchangeMethod.ML_KEM_1024,
            KeyExchangeMethod.ML_KEM_768,
            KeyExchangeMethod.ML_KEM_512,
            // 256 bits
            KeyExchangeMethod.ECP_521,
            KeyExchangeMethod.BRAINPOOL_P512R1,
            KeyExchangeMethod.GOST3410_2012_512,
            // 224 bits
            KeyExchangeMethod.CURVE448,
            // 192 bits
            KeyExchangeMethod.ECP_384,
            KeyExchangeMethod.BRAINPOOL_P384R1,
            // 190, 170, 150 bits
            KeyExchangeMethod.MODP_8192,
            KeyExchangeMethod.MODP_6144,
            KeyExchangeMethod.MODP_4096,
            // 128 bits
            KeyExchangeMethod.CURVE25519,
            KeyExchangeMethod.ECP_256,
            KeyExchangeMethod.BRAINPOOL_P256R1,
            KeyExchangeMethod.GOST3410_2012_256,
            KeyExchangeMethod.MODP_3072,
            // 112 bits
            KeyExchangeMethod.ECP_224,
            KeyExchangeMethod.BRAINPOOL_P224R1,
            KeyExchangeMethod.MODP_2048,
            KeyExchangeMethod.MODP_2048_256,
            KeyExchangeMethod.MODP_2048_224,
            // less
            KeyExchangeMethod.ECP_192,
            KeyExchangeMethod.MODP_1536,
            KeyExchangeMethod.MODP_1024,
            KeyExchangeMethod.MODP_1024_160,
            KeyExchangeMethod.MODP_768);

    /** Among ciphers of as many bits: longer ICVs first, then what more implementations have in hardware. */
    private static final List<EncryptionAlgorithm> ENCRYPTION = List.of(
            EncryptionAlgorithm.AES_GCM_16,
            EncryptionAlgorithm.AES_GCM_16_IIV,
            EncryptionAlgorithm.CHACHA20_POLY1305,
            EncryptionAlgorithm.CHACHA20_POLY1305_IIV,
            EncryptionAlgorithm.AES_CCM_16,
            EncryptionAlgorithm.CAMELLIA_CCM_16,
            EncryptionAlgorithm.AES_GCM_12,
            EncryptionAlgorithm.AES_CCM_12,
            EncryptionAlgorithm.CAMELLIA_CCM_12,
            EncryptionAlgorithm.KUZNYECHIK_MGM_KTREE,
            EncryptionAlgorithm.AES_GCM_8,
            EncryptionAlgorithm.AES_CCM_8,
            EncryptionAlgorithm.AES_CCM_8_IIV,
            EncryptionAlgorithm.CAMELLIA_CCM_8,
            EncryptionAlgorithm.MAGMA_MGM_KTREE,
            EncryptionAlgorithm.AES_CBC,
            EncryptionAlgorithm.AES_CTR,
            EncryptionAlgorithm.CAMELLIA_CBC,
            EncryptionAlgorithm.CAMELLIA_CTR,
            EncryptionAlgorithm.TRIPLE_DES,
            EncryptionAlgorithm.BLOWFISH,
            EncryptionAlgorithm.CAST,
            EncryptionAlgorithm.IDEA,
            EncryptionAlgorithm.TRIPLE_IDEA,
            EncryptionAlgorithm.RC5,
            EncryptionAlgorithm.DES,
            EncryptionAlgorithm.DES_IV64,
            EncryptionAlgorithm.DES_IV32,
            // no confidentiality
            EncryptionAlgorithm.NULL_AES_GMAC,
            EncryptionAlgorithm.KUZNYECHIK_MGM_MAC_KTREE,
            EncryptionAlgorithm.MAGMA_MGM_MAC_KTREE,
            EncryptionAlgorithm.NULL);

    private static final List<PrfAlgorithm> PRF = List.of(
            PrfAlgorithm.HMAC_SHA2_512,
            PrfAlgorithm.HMAC_SHA2_384,
            PrfAlgorithm.HMAC_STREEBOG_512,
            PrfAlgorithm.HMAC_SHA2_256,
            PrfAlgorithm.AES128_CMAC,
            PrfAlgorithm.AES128_XCBC,
            PrfAlgorithm.HMAC_SHA1,
            PrfAlgorithm.HMAC_TIGER,
            PrfAlgorithm.HMAC_MD5);

    private static final List<IntegrityAlgorithm> INTEGRITY = List.of(
            IntegrityAlgorithm.HMAC_SHA2_512_256,
            IntegrityAlgorithm.HMAC_SHA2_384_192,
            IntegrityAlgorithm.HMAC_SHA2_256_128,
            IntegrityAlgorithm.AES_256_GMAC,
            IntegrityAlgorithm.AES_192_GMAC,
            IntegrityAlgorithm.AES_128_GMAC,
            IntegrityAlgorithm.AES_CMAC_96,
            IntegrityAlgorithm.AES_XCBC_96,
            IntegrityAlgorithm.HMAC_SHA1_160,
            IntegrityAlgorithm.HMAC_SHA1_96,
            IntegrityAlgorithm.HMAC_MD5_128,
            IntegrityAlgorithm.HMAC_MD5_96,
            IntegrityAlgorithm.DES_MAC,
            IntegrityAlgorithm.KPDK_MD5);

    private static final List<SequenceNumbers> SEQUENCE_NUMBERS =
            List.of(SequenceNumbers.EXTENDED, SequenceNumbers.STANDARD);

    private TransformStrength() {}

    /**
     * Where an algorithm stands in the list of its type, from 0; {@link Integer#MAX_VALUE} if it is unknown or NONE.
     */
    static int place(Transform transform) {
        int id = transform.id();
        int index = switch (transform.type().value()) {
            case 1 -> ENCRYPTION.indexOf(new EncryptionAlgorithm(id));
            case 2 -> PRF.indexOf(new PrfAlgorithm(id));
            case 3 -> INTEGRITY.indexOf(new IntegrityAlgorithm(id));
            case 4, 6, 7, 8, 9, 10, 11, 12 -> KEY_EXCHANGE.indexOf(new KeyExchangeMethod(id));
            case 5 -> SEQUENCE_NUMBERS.indexOf(new SequenceNumbers(id));
            default -> -1;
        };
        return index >= 0 ? index : Integer.MAX_VALUE;
    }

    /** Whether the algorithm is in its list, with the attributes that it has to have; NONE is. */
    static boolean isKnown(Transform transform) {
        if (transform.isNone()) {
            return transform.attributes().isEmpty();
        }
        if (place(transform) == Integer.MAX_VALUE) {
            return false;
        }
        EncryptionAlgorithm encryption = new EncryptionAlgorithm(transform.id());
        if (transform.type().equals(TransformType.ENCRYPTION) && encryption.hasVariableKey()) {
            OptionalInt bits = transform.keyLengthBits();
            return bits.isPresent()
                    && encryption.keyBits().contains(bits.getAsInt())
                    && transform.attributes().size() == 1;
        }
        return transform.attributes().isEmpty();
    }

    /** ML-KEM-1024 is 3, ML-KEM-768 is 2, ML-KEM-512 is 1, everything else 0. */
    static int postQuantum(Transform transform) {
        if (!transform.type().isKeyExchange()) {
            return 0;
        }
        return switch (transform.id()) {
            case 37 -> 3;
            case 36 -> 2;
            case 35 -> 1;
            default -> 0;
        };
    }

    /** For how many bits of work an encryption algorithm keeps a secret; 0 if it does not, or is not known to. */
    static int confidentialityBits(Transform transform) {
        EncryptionAlgorithm encryption = new EncryptionAlgorithm(transform.id());
        if (encryption.equals(EncryptionAlgorithm.TRIPLE_DES)) {
            return 112;
        }
        if (encryption.equals(EncryptionAlgorithm.DES)) {
            return 56;
        }
        return encryption.encrypts() && isKnown(transform) ? keyBits(transform) : 0;
    }

    /** The key length that a known encryption transform says or that its algorithm has. */
    static int keyBits(Transform transform) {
        List<Integer> defined = new EncryptionAlgorithm(transform.id()).keyBits();
        return transform.keyLengthBits().orElse(defined.size() == 1 ? defined.get(0) : 0);
    }
}
