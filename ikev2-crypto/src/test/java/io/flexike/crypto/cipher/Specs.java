package io.flexike.crypto.cipher;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Every packet cipher. */
final class Specs {
    private Specs() {}

    private static final List<EncryptionAlgorithm> AEADS = List.of(
            EncryptionAlgorithm.AES_GCM_8,
            EncryptionAlgorithm.AES_GCM_12,
            EncryptionAlgorithm.AES_GCM_16,
            EncryptionAlgorithm.AES_CCM_8,
            EncryptionAlgorithm.AES_CCM_12,
            EncryptionAlgorithm.AES_CCM_16,
            EncryptionAlgorithm.CAMELLIA_CCM_8,
            EncryptionAlgorithm.CAMELLIA_CCM_12,
            EncryptionAlgorithm.CAMELLIA_CCM_16,
            EncryptionAlgorithm.CHACHA20_POLY1305,
            EncryptionAlgorithm.NULL_AES_GMAC);

    private static final List<EncryptionAlgorithm> CIPHERS = List.of(
            EncryptionAlgorithm.AES_CBC,
            EncryptionAlgorithm.AES_CTR,
            EncryptionAlgorithm.CAMELLIA_CBC,
            EncryptionAlgorithm.CAMELLIA_CTR,
            EncryptionAlgorithm.TRIPLE_DES,
            EncryptionAlgorithm.NULL);

    private static final List<IntegrityAlgorithm> MACS = List.of(
            IntegrityAlgorithm.HMAC_MD5_96,
            IntegrityAlgorithm.HMAC_SHA1_96,
            IntegrityAlgorithm.AES_XCBC_96,
            IntegrityAlgorithm.AES_CMAC_96,
            IntegrityAlgorithm.HMAC_SHA2_256_128,
            IntegrityAlgorithm.HMAC_SHA2_384_192,
            IntegrityAlgorithm.HMAC_SHA2_512_256);

    static List<CipherSpec> all() {
        List<CipherSpec> specs = new ArrayList<>();
        for (boolean extended : new boolean[] {false, true}) {
            for (EncryptionAlgorithm aead : AEADS) {
                aead.keyBits()
                        .forEach(bits -> specs.add(new CipherSpec(aead, bits, IntegrityAlgorithm.NONE, extended)));
            }
            for (EncryptionAlgorithm cipher : CIPHERS) {
                for (int bits : cipher.keyBits()) {
                    MACS.forEach(mac -> specs.add(new CipherSpec(cipher, bits, mac, extended)));
                }
            }
        }
        return specs;
    }

    /** Whether what is sealed can be read. */
    static boolean isInTheClear(CipherSpec spec) {
        return spec.encryption().equals(EncryptionAlgorithm.NULL)
                || spec.encryption().equals(EncryptionAlgorithm.NULL_AES_GMAC);
    }

    /** A sealing and an opening cipher under the same keys, which depend on the seed. */
    record Pair(SealingCipher sealing, OpeningCipher opening) {
        static Pair of(CipherSpec spec, long seed) {
            SecretBytes encryptionKey = key(spec.encryptionKeyOctets(), seed);
            SecretBytes integrityKey = key(spec.integrityKeyOctets(), seed + 1);
            CryptoProvider provider = CryptoProvider.standard();
            return new Pair(
                    provider.sealingCipher(spec, encryptionKey, integrityKey, new SecureRandom()),
                    provider.openingCipher(spec, encryptionKey, integrityKey));
        }
    }

    static SecretBytes key(int octets, long seed) {
        return SecretBytes.copyOf(octets(octets, seed));
    }

    static byte[] octets(int count, long seed) {
        byte[] octets = new byte[count];
        new Random(seed).nextBytes(octets);
        return octets;
    }
}
