package io.flexike.crypto.transform;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * One row of what is known about an encryption algorithm.
 *
 * @param name the IANA name without its prefix
 * @param keyBits several for an algorithm with a key length attribute, one for a fixed length, none if we cannot tell
 */
record EncryptionTraits(String name, boolean aead, int saltOctets, int ivOctets, int icvOctets, List<Integer> keyBits) {
    private static final List<Integer> AES = List.of(128, 192, 256);
    private static final EncryptionTraits UNKNOWN = cipher("", 0, 0, List.of());

    private static final Map<Integer, EncryptionTraits> ROWS = Map.ofEntries(
            Map.entry(1, cipher("DES_IV64", 0, 8, List.of(64))),
            Map.entry(2, cipher("DES", 0, 8, List.of(64))),
            Map.entry(3, cipher("3DES", 0, 8, List.of(192))),
            Map.entry(4, cipher("RC5", 0, 8, List.of(40, 128, 160))),
            Map.entry(5, cipher("IDEA", 0, 8, List.of(128))),
            Map.entry(6, cipher("CAST", 0, 8, List.of(40, 80, 128))),
            Map.entry(7, cipher("BLOWFISH", 0, 8, List.of(40, 128, 256, 448))),
            Map.entry(8, cipher("3IDEA", 0, 8, List.of())),
            Map.entry(9, cipher("DES_IV32", 0, 4, List.of(64))),
            Map.entry(11, cipher("NULL", 0, 0, List.of(0))),
            Map.entry(12, cipher("AES_CBC", 0, 16, AES)),
            Map.entry(13, cipher("AES_CTR", 4, 8, AES)),
            Map.entry(14, aead("AES_CCM_8", 3, 8, 8, AES)),
            Map.entry(15, aead("AES_CCM_12", 3, 8, 12, AES)),
            Map.entry(16, aead("AES_CCM_16", 3, 8, 16, AES)),
            Map.entry(18, aead("AES_GCM_8", 4, 8, 8, AES)),
            Map.entry(19, aead("AES_GCM_12", 4, 8, 12, AES)),
            Map.entry(20, aead("AES_GCM_16", 4, 8, 16, AES)),
            Map.entry(21, aead("NULL_AUTH_AES_GMAC", 4, 8, 16, AES)),
            Map.entry(23, cipher("CAMELLIA_CBC", 0, 16, AES)),
            Map.entry(24, cipher("CAMELLIA_CTR", 4, 8, AES)),
            Map.entry(25, aead("CAMELLIA_CCM_8", 3, 8, 8, AES)),
            Map.entry(26, aead("CAMELLIA_CCM_12", 3, 8, 12, AES)),
            Map.entry(27, aead("CAMELLIA_CCM_16", 3, 8, 16, AES)),
            Map.entry(28, aead("CHACHA20_POLY1305", 4, 8, 16, List.of(256))),
            Map.entry(29, aead("AES_CCM_8_IIV", 3, 0, 8, AES)),
            Map.entry(30, aead("AES_GCM_16_IIV", 4, 0, 16, AES)),
            Map.entry(31, aead("CHACHA20_POLY1305_IIV", 4, 0, 16, List.of(256))),
            Map.entry(32, aead("KUZNYECHIK_MGM_KTREE", 12, 8, 12, List.of(256))),
            Map.entry(33, aead("MAGMA_MGM_KTREE", 4, 8, 8, List.of(256))),
            Map.entry(34, aead("KUZNYECHIK_MGM_MAC_KTREE", 12, 8, 12, List.of(256))),
            Map.entry(35, aead("MAGMA_MGM_MAC_KTREE", 4, 8, 8, List.of(256))));

    /** By number, because a handshake looks up many. */
    private static final EncryptionTraits[] BY_VALUE = new EncryptionTraits[Collections.max(ROWS.keySet()) + 1];

    static {
        Arrays.fill(BY_VALUE, UNKNOWN);
        ROWS.forEach((value, row) -> BY_VALUE[value] = row);
    }

    static EncryptionTraits of(int value) {
        return value < BY_VALUE.length ? BY_VALUE[value] : UNKNOWN;
    }

    private static EncryptionTraits cipher(String name, int saltOctets, int ivOctets, List<Integer> keyBits) {
        return new EncryptionTraits(name, false, saltOctets, ivOctets, 0, keyBits);
    }

    private static EncryptionTraits aead(
            String name, int saltOctets, int ivOctets, int icvOctets, List<Integer> keyBits) {
        return new EncryptionTraits(name, true, saltOctets, ivOctets, icvOctets, keyBits);
    }
}
