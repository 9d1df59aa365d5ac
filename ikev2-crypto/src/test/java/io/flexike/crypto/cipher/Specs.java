package io.flexike.crypto.cipher;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Every packet cipher of the first set. */
final class Specs {
    private Specs() {}

    static List<CipherSpec> all() {
        List<CipherSpec> specs = new ArrayList<>();
        for (boolean extended : new boolean[] {false, true}) {
            for (int keyBits : new int[] {128, 192, 256}) {
                specs.add(new CipherSpec(EncryptionAlgorithm.AES_GCM_16, keyBits, IntegrityAlgorithm.NONE, extended));
                for (IntegrityAlgorithm integrity : List.of(
                        IntegrityAlgorithm.HMAC_SHA2_256_128,
                        IntegrityAlgorithm.HMAC_SHA2_384_192,
                        IntegrityAlgorithm.HMAC_SHA2_512_256)) {
                    specs.add(new CipherSpec(EncryptionAlgorithm.AES_CBC, keyBits, integrity, extended));
                }
            }
        }
        return specs;
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
