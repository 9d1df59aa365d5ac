package io.flexike.crypto.transform;

import java.util.List;

/**
 * An encryption algorithm by its number (registry "Transform Type 1").
 *
 * @param value 0..65535
 */
public record EncryptionAlgorithm(int value) {
    public static final EncryptionAlgorithm DES_IV64 = new EncryptionAlgorithm(1);
    public static final EncryptionAlgorithm DES = new EncryptionAlgorithm(2);
    public static final EncryptionAlgorithm TRIPLE_DES = new EncryptionAlgorithm(3);
    public static final EncryptionAlgorithm RC5 = new EncryptionAlgorithm(4);
    public static final EncryptionAlgorithm IDEA = new EncryptionAlgorithm(5);
    public static final EncryptionAlgorithm CAST = new EncryptionAlgorithm(6);
    public static final EncryptionAlgorithm BLOWFISH = new EncryptionAlgorithm(7);
    public static final EncryptionAlgorithm TRIPLE_IDEA = new EncryptionAlgorithm(8);
    public static final EncryptionAlgorithm DES_IV32 = new EncryptionAlgorithm(9);
    public static final EncryptionAlgorithm NULL = new EncryptionAlgorithm(11);
    public static final EncryptionAlgorithm AES_CBC = new EncryptionAlgorithm(12);
    public static final EncryptionAlgorithm AES_CTR = new EncryptionAlgorithm(13);
    public static final EncryptionAlgorithm AES_CCM_8 = new EncryptionAlgorithm(14);
    public static final EncryptionAlgorithm AES_CCM_12 = new EncryptionAlgorithm(15);
    public static final EncryptionAlgorithm AES_CCM_16 = new EncryptionAlgorithm(16);
    public static final EncryptionAlgorithm AES_GCM_8 = new EncryptionAlgorithm(18);
    public static final EncryptionAlgorithm AES_GCM_12 = new EncryptionAlgorithm(19);
    public static final EncryptionAlgorithm AES_GCM_16 = new EncryptionAlgorithm(20);
    public static final EncryptionAlgorithm NULL_AES_GMAC = new EncryptionAlgorithm(21);
    public static final EncryptionAlgorithm CAMELLIA_CBC = new EncryptionAlgorithm(23);
    public static final EncryptionAlgorithm CAMELLIA_CTR = new EncryptionAlgorithm(24);
    public static final EncryptionAlgorithm CAMELLIA_CCM_8 = new EncryptionAlgorithm(25);
    public static final EncryptionAlgorithm CAMELLIA_CCM_12 = new EncryptionAlgorithm(26);
    public static final EncryptionAlgorithm CAMELLIA_CCM_16 = new EncryptionAlgorithm(27);
    public static final EncryptionAlgorithm CHACHA20_POLY1305 = new EncryptionAlgorithm(28);
    public static final EncryptionAlgorithm AES_CCM_8_IIV = new EncryptionAlgorithm(29);
    public static final EncryptionAlgorithm AES_GCM_16_IIV = new EncryptionAlgorithm(30);
    public static final EncryptionAlgorithm CHACHA20_POLY1305_IIV = new EncryptionAlgorithm(31);
    public static final EncryptionAlgorithm KUZNYECHIK_MGM_KTREE = new EncryptionAlgorithm(32);
    public static final EncryptionAlgorithm MAGMA_MGM_KTREE = new EncryptionAlgorithm(33);
    public static final EncryptionAlgorithm KUZNYECHIK_MGM_MAC_KTREE = new EncryptionAlgorithm(34);
    public static final EncryptionAlgorithm MAGMA_MGM_MAC_KTREE = new EncryptionAlgorithm(35);

    /** @throws IllegalArgumentException if the value does not fit into two octets */
    public EncryptionAlgorithm {
        Registry.requireTwoOctets(value);
    }

    /**
     * Whether the algorithm protects integrity too, so that no separate integrity algorithm is negotiated (RFC 5282 8).
     */
    public boolean isAead() {
        return traits().aead();
    }

    /**
     * Whether it keeps secret what it protects. NULL (RFC 2410) and the AEADs that only authenticate (RFC 4543, RFC
     * 9227) do not, and are not allowed for the IKE SA (registry "Transform Type 1", column "IKEv2 Reference").
     */
    public boolean encrypts() {
        return !(equals(NULL)
                || equals(NULL_AES_GMAC)
                || equals(KUZNYECHIK_MGM_MAC_KTREE)
                || equals(MAGMA_MGM_MAC_KTREE));
    }

    /** Octets of salt (or nonce) that follow the key in the keying material; 0 if there are none or it is unknown. */
    public int saltOctets() {
        return traits().saltOctets();
    }

    /** Octets of initialisation vector in each packet, 0 if implicit (RFC 8750) or unknown. */
    public int ivOctets() {
        return traits().ivOctets();
    }

    /** Octets of the AEAD's own ICV; 0 if it is no AEAD. */
    public int icvOctets() {
        return traits().icvOctets();
    }

    /** Whether a transform of this algorithm must carry a key length (RFC 7296 3.3.5). */
    public boolean hasVariableKey() {
        return traits().keyBits().size() > 1;
    }

    /** The key lengths in bits that are defined and usable, shortest first; empty for an unknown algorithm. */
    public List<Integer> keyBits() {
        return traits().keyBits();
    }

    /** The IANA name such as {@code ENCR_AES_CBC}, or {@code ENCR-1234} for an unknown number. */
    @Override
    public String toString() {
        String name = traits().name();
        return name.isEmpty() ? "ENCR-" + value : "ENCR_" + name;
    }

    private EncryptionTraits traits() {
        return EncryptionTraits.of(value);
    }
}
