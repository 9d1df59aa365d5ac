package io.flexike.crypto.suite;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words for transforms, as strongSwan's documentation has them. The first word of a transform is the one written.
 */
final class KeywordTable {
    /** How many changed letters make a word another one. */
    private static final int NEAR = 3;

    private static final int MOST_NEAR_WORDS = 3;

    private static final List<Integer> AES_BITS = List.of(128, 192, 256);
    private static final Map<String, Transform> BY_WORD = new LinkedHashMap<>();
    private static final Map<Transform, String> BY_TRANSFORM = new HashMap<>();

    static {
        encryption();
        integrityAndPrf();
        keyExchange("", 0);
        for (int number = 1; number <= 7; number++) {
            keyExchange("ke" + number + "_", number);
        }
        add("esn", Transform.sequenceNumbers(SequenceNumbers.EXTENDED));
        add("noesn", Transform.sequenceNumbers(SequenceNumbers.STANDARD));
    }

    private KeywordTable() {}

    static Optional<Transform> transform(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    static Optional<String> word(Transform transform) {
        return Optional.ofNullable(BY_TRANSFORM.get(transform));
    }

    /** Words with few letters changed, the most similar first. */
    static List<String> near(String word) {
        return BY_WORD.keySet().stream()
                .filter(candidate -> distance(word, candidate) <= Math.min(NEAR, word.length() / 2))
                .sorted(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .limit(MOST_NEAR_WORDS)
                .toList();
    }

    private static void encryption() {
        for (int bits : AES_BITS) {
            sized("aes", bits, "", EncryptionAlgorithm.AES_CBC);
            sized("aes", bits, "ctr", EncryptionAlgorithm.AES_CTR);
            aead("aes", bits, "ccm8 ccm64", EncryptionAlgorithm.AES_CCM_8);
            aead("aes", bits, "ccm12 ccm96", EncryptionAlgorithm.AES_CCM_12);
            aead("aes", bits, "ccm16 ccm128 ccm", EncryptionAlgorithm.AES_CCM_16);
            aead("aes", bits, "gcm8 gcm64", EncryptionAlgorithm.AES_GCM_8);
            aead("aes", bits, "gcm12 gcm96", EncryptionAlgorithm.AES_GCM_12);
            aead("aes", bits, "gcm16 gcm128 gcm", EncryptionAlgorithm.AES_GCM_16);
            aead("aes", bits, "gmac", EncryptionAlgorithm.NULL_AES_GMAC);
            sized("camellia", bits, "", EncryptionAlgorithm.CAMELLIA_CBC);
            sized("camellia", bits, "ctr", EncryptionAlgorithm.CAMELLIA_CTR);
            aead("camellia", bits, "ccm8 ccm64", EncryptionAlgorithm.CAMELLIA_CCM_8);
            aead("camellia", bits, "ccm12 ccm96", EncryptionAlgorithm.CAMELLIA_CCM_12);
            aead("camellia", bits, "ccm16 ccm128 ccm", EncryptionAlgorithm.CAMELLIA_CCM_16);
        }
        add("aes", Transform.encryption(EncryptionAlgorithm.AES_CBC, 128));
        add("camellia", Transform.encryption(EncryptionAlgorithm.CAMELLIA_CBC, 128));
        add("chacha20poly1305", Transform.encryption(EncryptionAlgorithm.CHACHA20_POLY1305));
        add("3des", Transform.encryption(EncryptionAlgorithm.TRIPLE_DES));
        add("des", Transform.encryption(EncryptionAlgorithm.DES));
        add("null", Transform.encryption(EncryptionAlgorithm.NULL));
        sized("blowfish", 128, "", EncryptionAlgorithm.BLOWFISH);
        sized("blowfish", 256, "", EncryptionAlgorithm.BLOWFISH);
        add("blowfish", Transform.encryption(EncryptionAlgorithm.BLOWFISH, 128));
        sized("cast", 128, "", EncryptionAlgorithm.CAST);
    }

    private static void integrityAndPrf() {
        integrity("sha512 sha2_512", IntegrityAlgorithm.HMAC_SHA2_512_256);
        integrity("sha384 sha2_384", IntegrityAlgorithm.HMAC_SHA2_384_192);
        integrity("sha256 sha2_256", IntegrityAlgorithm.HMAC_SHA2_256_128);
        integrity("sha1 sha", IntegrityAlgorithm.HMAC_SHA1_96);
        integrity("sha1_160", IntegrityAlgorithm.HMAC_SHA1_160);
        integrity("md5", IntegrityAlgorithm.HMAC_MD5_96);
        integrity("md5_128", IntegrityAlgorithm.HMAC_MD5_128);
        integrity("aesxcbc", IntegrityAlgorithm.AES_XCBC_96);
        integrity("aescmac", IntegrityAlgorithm.AES_CMAC_96);
        add("prfsha512", Transform.prf(PrfAlgorithm.HMAC_SHA2_512));
        add("prfsha384", Transform.prf(PrfAlgorithm.HMAC_SHA2_384));
        add("prfsha256", Transform.prf(PrfAlgorithm.HMAC_SHA2_256));
        add("prfsha1", Transform.prf(PrfAlgorithm.HMAC_SHA1));
        add("prfmd5", Transform.prf(PrfAlgorithm.HMAC_MD5));
        add("prfaesxcbc", Transform.prf(PrfAlgorithm.AES128_XCBC));
        add("prfaescmac", Transform.prf(PrfAlgorithm.AES128_CMAC));
    }

    private static void keyExchange(String prefix, int number) {
        Map<String, KeyExchangeMethod> methods = new LinkedHashMap<>();
        methods.put("none", KeyExchangeMethod.NONE);
        methods.put("modp768", KeyExchangeMethod.MODP_768);
        methods.put("modp1024", KeyExchangeMethod.MODP_1024);
        methods.put("modp1536", KeyExchangeMethod.MODP_1536);
        methods.put("modp2048", KeyExchangeMethod.MODP_2048);
        methods.put("modp3072", KeyExchangeMethod.MODP_3072);
        methods.put("modp4096", KeyExchangeMethod.MODP_4096);
        methods.put("modp6144", KeyExchangeMethod.MODP_6144);
        methods.put("modp8192", KeyExchangeMethod.MODP_8192);
        methods.put("modp1024s160", KeyExchangeMethod.MODP_1024_160);
        methods.put("modp2048s224", KeyExchangeMethod.MODP_2048_224);
        methods.put("modp2048s256", KeyExchangeMethod.MODP_2048_256);
        methods.put("ecp192", KeyExchangeMethod.ECP_192);
        methods.put("ecp224", KeyExchangeMethod.ECP_224);
        methods.put("ecp256", KeyExchangeMethod.ECP_256);
        methods.put("ecp384", KeyExchangeMethod.ECP_384);
        methods.put("ecp521", KeyExchangeMethod.ECP_521);
        methods.put("ecp224bp", KeyExchangeMethod.BRAINPOOL_P224R1);
        methods.put("ecp256bp", KeyExchangeMethod.BRAINPOOL_P256R1);
        methods.put("ecp384bp", KeyExchangeMethod.BRAINPOOL_P384R1);
        methods.put("ecp512bp", KeyExchangeMethod.BRAINPOOL_P512R1);
        methods.put("x25519", KeyExchangeMethod.CURVE25519);
        methods.put("curve25519", KeyExchangeMethod.CURVE25519);
        methods.put("x448", KeyExchangeMethod.CURVE448);
        methods.put("curve448", KeyExchangeMethod.CURVE448);
        methods.put("mlkem512", KeyExchangeMethod.ML_KEM_512);
        methods.put("mlkem768", KeyExchangeMethod.ML_KEM_768);
        methods.put("mlkem1024", KeyExchangeMethod.ML_KEM_1024);
        methods.forEach((word, method) -> add(
                prefix + word,
                number == 0 ? Transform.keyExchange(method) : Transform.additionalKeyExchange(number, method)));
    }

    private static void sized(String name, int bits, String mode, EncryptionAlgorithm algorithm) {
        add(name + bits + mode, Transform.encryption(algorithm, bits));
    }

    private static void aead(String name, int bits, String modes, EncryptionAlgorithm algorithm) {
        for (String mode : modes.split(" ", -1)) {
            sized(name, bits, mode, algorithm);
        }
    }

    private static void integrity(String words, IntegrityAlgorithm algorithm) {
        for (String word : words.split(" ", -1)) {
            add(word, Transform.integrity(algorithm));
        }
    }

    private static void add(String word, Transform transform) {
        BY_WORD.put(word, transform);
        BY_TRANSFORM.putIfAbsent(transform, word);
    }

    /** Levenshtein's. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= one.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[other.length()];
    }
}
