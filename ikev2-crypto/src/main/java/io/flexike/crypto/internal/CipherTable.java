package io.flexike.crypto.internal;

import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_CBC;
import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_CCM_12;
import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_CCM_16;
import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_CCM_8;
import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_CTR;
import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_GCM_12;
import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_GCM_16;
import static io.flexike.crypto.transform.EncryptionAlgorithm.AES_GCM_8;
import static io.flexike.crypto.transform.EncryptionAlgorithm.CAMELLIA_CBC;
import static io.flexike.crypto.transform.EncryptionAlgorithm.CAMELLIA_CCM_12;
import static io.flexike.crypto.transform.EncryptionAlgorithm.CAMELLIA_CCM_16;
import static io.flexike.crypto.transform.EncryptionAlgorithm.CAMELLIA_CCM_8;
import static io.flexike.crypto.transform.EncryptionAlgorithm.CAMELLIA_CTR;
import static io.flexike.crypto.transform.EncryptionAlgorithm.CHACHA20_POLY1305;
import static io.flexike.crypto.transform.EncryptionAlgorithm.NULL;
import static io.flexike.crypto.transform.EncryptionAlgorithm.NULL_AES_GMAC;
import static io.flexike.crypto.transform.EncryptionAlgorithm.TRIPLE_DES;
import static io.flexike.crypto.transform.IntegrityAlgorithm.AES_CMAC_96;
import static io.flexike.crypto.transform.IntegrityAlgorithm.AES_XCBC_96;
import static io.flexike.crypto.transform.IntegrityAlgorithm.HMAC_MD5_96;
import static io.flexike.crypto.transform.IntegrityAlgorithm.HMAC_SHA1_96;
import static io.flexike.crypto.transform.IntegrityAlgorithm.HMAC_SHA2_256_128;
import static io.flexike.crypto.transform.IntegrityAlgorithm.HMAC_SHA2_384_192;
import static io.flexike.crypto.transform.IntegrityAlgorithm.HMAC_SHA2_512_256;
import static java.util.Map.entry;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import java.security.SecureRandom;
import java.util.Map;

/** The tables of packet ciphers: a new AEAD, cipher or MAC is one row here and a binding. */
final class CipherTable {
    /** How an AEAD is made. */
    @FunctionalInterface
    interface AeadBinding {
        Aead bind(JcaSource source, SecretBytes keyAndSalt, int keyOctets);
    }

    /** How encryption is made. */
    @FunctionalInterface
    interface EncryptingBinding {
        PacketEncryption bind(JcaSource source, SecretBytes key, SecureRandom random);
    }

    /** How decryption is made. */
    @FunctionalInterface
    interface DecryptingBinding {
        PacketEncryption bind(JcaSource source, SecretBytes key);
    }

    /** Encryption without integrity. */
    record CipherBinding(EncryptingBinding encrypting, DecryptingBinding decrypting) {}

    static final Map<EncryptionAlgorithm, AeadBinding> AEADS = Map.ofEntries(
            entry(AES_GCM_8, (source, key, octets) -> ShortTagGcm.of(source, key, octets, 8)),
            entry(AES_GCM_12, (source, key, octets) -> JcaAead.aesGcm(source, key, octets, 12)),
            entry(AES_GCM_16, (source, key, octets) -> JcaAead.aesGcm(source, key, octets, 16)),
            entry(AES_CCM_8, ccm("AES", 8)),
            entry(AES_CCM_12, ccm("AES", 12)),
            entry(AES_CCM_16, ccm("AES", 16)),
            entry(CAMELLIA_CCM_8, ccm("Camellia", 8)),
            entry(CAMELLIA_CCM_12, ccm("Camellia", 12)),
            entry(CAMELLIA_CCM_16, ccm("Camellia", 16)),
            entry(CHACHA20_POLY1305, JcaAead::chaCha20Poly1305),
            entry(NULL_AES_GMAC, Gmac::of));

    static final Map<EncryptionAlgorithm, CipherBinding> CIPHERS = Map.of(
            AES_CBC, cbc("AES"),
            CAMELLIA_CBC, cbc("Camellia"),
            TRIPLE_DES, cbc("DESede"),
            AES_CTR, ctr("AES"),
            CAMELLIA_CTR, ctr("Camellia"),
            NULL,
                    new CipherBinding(
                            (source, key, random) -> new NullEncryption(), (source, key) -> new NullEncryption()));

    static final Map<IntegrityAlgorithm, MacPrimitive> MACS = Map.of(
            HMAC_MD5_96, MacPrimitive.HMAC_MD5,
            HMAC_SHA1_96, MacPrimitive.HMAC_SHA1,
            HMAC_SHA2_256_128, MacPrimitive.HMAC_SHA2_256,
            HMAC_SHA2_384_192, MacPrimitive.HMAC_SHA2_384,
            HMAC_SHA2_512_256, MacPrimitive.HMAC_SHA2_512,
            AES_XCBC_96, MacPrimitive.AES_XCBC,
            AES_CMAC_96, MacPrimitive.AES_CMAC);

    private CipherTable() {}

    private static AeadBinding ccm(String algorithm, int icvOctets) {
        return (source, key, octets) -> Ccm.of(source, algorithm, key, octets, icvOctets);
    }

    private static CipherBinding cbc(String algorithm) {
        return new CipherBinding(
                (source, key, random) -> JcaCbc.encrypting(source, algorithm, key, random),
                (source, key) -> JcaCbc.decrypting(source, algorithm, key));
    }

    private static CipherBinding ctr(String algorithm) {
        return new CipherBinding(
                (source, key, random) -> JcaCtr.of(source, algorithm, key, true),
                (source, key) -> JcaCtr.of(source, algorithm, key, false));
    }
}
