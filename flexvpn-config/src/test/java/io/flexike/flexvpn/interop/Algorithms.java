package io.flexike.flexvpn.interop;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.Transform;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What strongSwan 5.9.8 has with its plug-ins of {@link CharonSettings}, and has a number for in IANA's registry. */
final class Algorithms {
    /** AES-GMAC is missing: it exists in the kernel only, and for ESP only. */
    static final List<Algorithm> ENCRYPTION = Stream.of(
                    eachKeyLength(EncryptionAlgorithm.AES_CBC, "aes%d", "AES_CBC"),
                    eachKeyLength(EncryptionAlgorithm.AES_CTR, "aes%dctr", "AES_CTR"),
                    eachKeyLength(EncryptionAlgorithm.AES_GCM_8, "aes%dgcm8", "AES_GCM_8"),
                    eachKeyLength(EncryptionAlgorithm.AES_GCM_12, "aes%dgcm12", "AES_GCM_12"),
                    eachKeyLength(EncryptionAlgorithm.AES_GCM_16, "aes%dgcm16", "AES_GCM_16"),
                    eachKeyLength(EncryptionAlgorithm.AES_CCM_8, "aes%dccm8", "AES_CCM_8"),
                    eachKeyLength(EncryptionAlgorithm.AES_CCM_12, "aes%dccm12", "AES_CCM_12"),
                    eachKeyLength(EncryptionAlgorithm.AES_CCM_16, "aes%dccm16", "AES_CCM_16"),
                    eachKeyLength(EncryptionAlgorithm.CAMELLIA_CBC, "camellia%d", "CAMELLIA_CBC"),
                    eachKeyLength(EncryptionAlgorithm.CAMELLIA_CTR, "camellia%dctr", "CAMELLIA_CTR"),
                    eachKeyLength(EncryptionAlgorithm.CAMELLIA_CCM_8, "camellia%dccm8", "CAMELLIA_CCM_8"),
                    eachKeyLength(EncryptionAlgorithm.CAMELLIA_CCM_12, "camellia%dccm12", "CAMELLIA_CCM_12"),
                    eachKeyLength(EncryptionAlgorithm.CAMELLIA_CCM_16, "camellia%dccm16", "CAMELLIA_CCM_16"),
                    encryption(EncryptionAlgorithm.BLOWFISH, "blowfish%d", "BLOWFISH_CBC", 128, 256),
                    encryption(EncryptionAlgorithm.CAST, "cast%d", "CAST_CBC", 128),
                    fixedKey(EncryptionAlgorithm.CHACHA20_POLY1305, "chacha20poly1305", "CHACHA20_POLY1305"),
                    fixedKey(EncryptionAlgorithm.TRIPLE_DES, "3des", "3DES_CBC"),
                    fixedKey(EncryptionAlgorithm.DES, "des", "DES_CBC"))
            .flatMap(List::stream)
            .toList();

    /** For ESP only (RFC 7296 5). */
    static final Algorithm NULL = new Algorithm(Transform.encryption(EncryptionAlgorithm.NULL), "null", "NULL");

    static final List<Algorithm> GMAC = eachKeyLength(EncryptionAlgorithm.NULL_AES_GMAC, "aes%dgmac", "NULL_AES_GMAC");

    static final List<Algorithm> INTEGRITY = List.of(
            integrity(IntegrityAlgorithm.HMAC_MD5_96, "md5", "HMAC_MD5_96"),
            integrity(IntegrityAlgorithm.HMAC_MD5_128, "md5_128", "HMAC_MD5_128"),
            integrity(IntegrityAlgorithm.HMAC_SHA1_96, "sha1", "HMAC_SHA1_96"),
            integrity(IntegrityAlgorithm.HMAC_SHA1_160, "sha1_160", "HMAC_SHA1_160"),
            integrity(IntegrityAlgorithm.AES_XCBC_96, "aesxcbc", "AES_XCBC_96"),
            integrity(IntegrityAlgorithm.AES_CMAC_96, "aescmac", "AES_CMAC_96"),
            integrity(IntegrityAlgorithm.HMAC_SHA2_256_128, "sha256", "HMAC_SHA2_256_128"),
            integrity(IntegrityAlgorithm.HMAC_SHA2_384_192, "sha384", "HMAC_SHA2_384_192"),
            integrity(IntegrityAlgorithm.HMAC_SHA2_512_256, "sha512", "HMAC_SHA2_512_256"));

    static final List<Algorithm> PRF = List.of(
            prf(PrfAlgorithm.HMAC_MD5, "prfmd5", "PRF_HMAC_MD5"),
            prf(PrfAlgorithm.HMAC_SHA1, "prfsha1", "PRF_HMAC_SHA1"),
            prf(PrfAlgorithm.AES128_XCBC, "prfaesxcbc", "PRF_AES128_XCBC"),
            prf(PrfAlgorithm.AES128_CMAC, "prfaescmac", "PRF_AES128_CMAC"),
            prf(PrfAlgorithm.HMAC_SHA2_256, "prfsha256", "PRF_HMAC_SHA2_256"),
            prf(PrfAlgorithm.HMAC_SHA2_384, "prfsha384", "PRF_HMAC_SHA2_384"),
            prf(PrfAlgorithm.HMAC_SHA2_512, "prfsha512", "PRF_HMAC_SHA2_512"));

    static final List<Algorithm> KEY_EXCHANGE = List.of(
            keyExchange(KeyExchangeMethod.MODP_768, "modp768", "MODP_768"),
            keyExchange(KeyExchangeMethod.MODP_1024, "modp1024", "MODP_1024"),
            keyExchange(KeyExchangeMethod.MODP_1536, "modp1536", "MODP_1536"),
            keyExchange(KeyExchangeMethod.MODP_2048, "modp2048", "MODP_2048"),
            keyExchange(KeyExchangeMethod.MODP_3072, "modp3072", "MODP_3072"),
            keyExchange(KeyExchangeMethod.MODP_4096, "modp4096", "MODP_4096"),
            keyExchange(KeyExchangeMethod.MODP_6144, "modp6144", "MODP_6144"),
            keyExchange(KeyExchangeMethod.MODP_8192, "modp8192", "MODP_8192"),
            keyExchange(KeyExchangeMethod.ECP_256, "ecp256", "ECP_256"),
            keyExchange(KeyExchangeMethod.ECP_384, "ecp384", "ECP_384"),
            keyExchange(KeyExchangeMethod.ECP_521, "ecp521", "ECP_521"),
            keyExchange(KeyExchangeMethod.MODP_1024_160, "modp1024s160", "MODP_1024_160"),
            keyExchange(KeyExchangeMethod.MODP_2048_224, "modp2048s224", "MODP_2048_224"),
            keyExchange(KeyExchangeMethod.MODP_2048_256, "modp2048s256", "MODP_2048_256"),
            keyExchange(KeyExchangeMethod.ECP_192, "ecp192", "ECP_192"),
            keyExchange(KeyExchangeMethod.ECP_224, "ecp224", "ECP_224"),
            keyExchange(KeyExchangeMethod.BRAINPOOL_P224R1, "ecp224bp", "ECP_224_BP"),
            keyExchange(KeyExchangeMethod.BRAINPOOL_P256R1, "ecp256bp", "ECP_256_BP"),
            keyExchange(KeyExchangeMethod.BRAINPOOL_P384R1, "ecp384bp", "ECP_384_BP"),
            keyExchange(KeyExchangeMethod.BRAINPOOL_P512R1, "ecp512bp", "ECP_512_BP"),
            keyExchange(KeyExchangeMethod.CURVE25519, "x25519", "CURVE_25519"),
            keyExchange(KeyExchangeMethod.CURVE448, "x448", "CURVE_448"));

    /** Listed by strongSwan without a number that IKEv2 could negotiate. */
    static final Set<String> WITHOUT_NUMBER = Set.of(
            "AES_ECB",
            "AES_CFB",
            "DES_ECB",
            "HMAC_SHA1_128",
            "HMAC_SHA2_256_256",
            "HMAC_SHA2_384_384",
            "HMAC_SHA2_512_512",
            "CAMELLIA_XCBC_96",
            "PRF_KEYED_SHA1",
            "PRF_CAMELLIA128_XCBC",
            "MODP_CUSTOM");

    private Algorithms() {}

    static Algorithm encryption(EncryptionAlgorithm algorithm, int keyBits) {
        return Stream.concat(ENCRYPTION.stream(), GMAC.stream())
                .filter(it -> it.transform().equals(Transform.encryption(algorithm, keyBits)))
                .findFirst()
                .orElseThrow();
    }

    private static List<Algorithm> eachKeyLength(EncryptionAlgorithm algorithm, String keyword, String charonName) {
        return encryption(algorithm, keyword, charonName, 128, 192, 256);
    }

    private static List<Algorithm> encryption(
            EncryptionAlgorithm algorithm, String keyword, String charonName, int... keyBits) {
        return IntStream.of(keyBits)
                .mapToObj(bits -> new Algorithm(
                        Transform.encryption(algorithm, bits),
                        keyword.replace("%d", Integer.toString(bits)),
                        charonName))
                .toList();
    }

    private static List<Algorithm> fixedKey(EncryptionAlgorithm algorithm, String keyword, String charonName) {
        return List.of(new Algorithm(Transform.encryption(algorithm), keyword, charonName));
    }

    private static Algorithm integrity(IntegrityAlgorithm algorithm, String keyword, String charonName) {
        return new Algorithm(Transform.integrity(algorithm), keyword, charonName);
    }

    private static Algorithm prf(PrfAlgorithm algorithm, String keyword, String charonName) {
        return new Algorithm(Transform.prf(algorithm), keyword, charonName);
    }

    private static Algorithm keyExchange(KeyExchangeMethod method, String keyword, String charonName) {
        return new Algorithm(Transform.keyExchange(method), keyword, charonName);
    }
}
