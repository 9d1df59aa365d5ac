package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables of packet ciphers: a new AEAD, cipher or MAC is one row here and a binding. */
final class PacketCiphers {
    private interface AeadBinding {
        Aead bind(SecretBytes keyAndSalt, int keyOctets);
    }

    private interface EncryptingBinding {
        PacketEncryption bind(SecretBytes key, SecureRandom random);
    }

    private record CipherRow(EncryptingBinding encrypting, Function<SecretBytes, PacketEncryption> decrypting) {}

    private static final Map<EncryptionAlgorithm, AeadBinding> AEADS =
            Map.of(EncryptionAlgorithm.AES_GCM_16, JcaAead::aesGcm);

    private static final Map<EncryptionAlgorithm, CipherRow> CIPHERS = Map.of(
            EncryptionAlgorithm.AES_CBC,
            new CipherRow(
                    (key, random) -> JcaCbc.encrypting("AES", key, random), key -> JcaCbc.decrypting("AES", key)));

    private static final Map<IntegrityAlgorithm, Function<SecretBytes, KeyedMac>> MACS = Map.of(
            IntegrityAlgorithm.HMAC_SHA2_256_128, key -> JcaMac.hmac("HmacSHA256", key),
            IntegrityAlgorithm.HMAC_SHA2_384_192, key -> JcaMac.hmac("HmacSHA384", key),
            IntegrityAlgorithm.HMAC_SHA2_512_256, key -> JcaMac.hmac("HmacSHA512", key));

    private PacketCiphers() {}

    static boolean supports(EncryptionAlgorithm algorithm, int keyBits) {
        return (AEADS.containsKey(algorithm) || CIPHERS.containsKey(algorithm))
                && algorithm.keyBits().contains(keyBits);
    }

    static boolean supports(IntegrityAlgorithm algorithm) {
        return algorithm.equals(IntegrityAlgorithm.NONE) || MACS.containsKey(algorithm);
    }

    static SealingCipher sealing(
            CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey, SecureRandom random) {
        check(spec, encryptionKey, integrityKey);
        AeadBinding aead = AEADS.get(spec.encryption());
        if (aead != null) {
            return new AeadSealingCipher(
                    aead.bind(encryptionKey, spec.keyBits() / 8),
                    nonce(spec, encryptionKey),
                    spec.encryption().icvOctets());
        }
        return new EtmSealingCipher(
                row(spec).encrypting().bind(encryptionKey, random),
                mac(spec, integrityKey),
                spec.encryption().ivOctets());
    }

    static OpeningCipher opening(CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey) {
        check(spec, encryptionKey, integrityKey);
        AeadBinding aead = AEADS.get(spec.encryption());
        if (aead != null) {
            return new AeadOpeningCipher(
                    aead.bind(encryptionKey, spec.keyBits() / 8),
                    nonce(spec, encryptionKey),
                    spec.encryption().icvOctets());
        }
        return new EtmOpeningCipher(
                row(spec).decrypting().apply(encryptionKey),
                mac(spec, integrityKey),
                spec.encryption().ivOctets());
    }

    private static void check(CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey) {
        boolean separateIntegrity = !spec.integrity().equals(IntegrityAlgorithm.NONE);
        if (!supports(spec.encryption(), spec.keyBits())
                || !supports(spec.integrity())
                || spec.encryption().isAead() == separateIntegrity) {
            throw unsupported(spec);
        }
        requireLength("encryption", encryptionKey, spec.encryptionKeyOctets());
        requireLength("integrity", integrityKey, spec.integrityKeyOctets());
    }

    private static void requireLength(String purpose, SecretBytes key, int octets) {
        if (key.length() != octets) {
            throw new IllegalArgumentException(
                    "the " + purpose + " key has " + key.length() + " octets instead of " + octets);
        }
    }

    private static AeadNonce nonce(CipherSpec spec, SecretBytes keyAndSalt) {
        return AeadNonce.of(keyAndSalt, spec.encryption().saltOctets(), spec.extendedSequenceNumbers());
    }

    private static CipherRow row(CipherSpec spec) {
        return require(CIPHERS.get(spec.encryption()), spec);
    }

    private static PacketMac mac(CipherSpec spec, SecretBytes key) {
        KeyedMac keyed = require(MACS.get(spec.integrity()), spec).apply(key);
        return new PacketMac(keyed, spec.integrity().icvOctets(), spec.extendedSequenceNumbers());
    }

    private static <T> T require(@Nullable T row, CipherSpec spec) {
        if (row == null) {
            throw unsupported(spec);
        }
        return row;
    }

    private static IllegalArgumentException unsupported(CipherSpec spec) {
        return new IllegalArgumentException("no packet cipher for " + spec);
    }
}
