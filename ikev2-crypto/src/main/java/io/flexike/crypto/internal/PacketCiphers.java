package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.internal.CipherTable.AeadBinding;
import io.flexike.crypto.internal.CipherTable.CipherBinding;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import java.security.SecureRandom;
import java.util.Objects;

/** Makes packet ciphers by the rows of {@link CipherTable}. */
final class PacketCiphers {
    /** What a provider is chosen for. */
    private record Keyed(EncryptionAlgorithm algorithm, int keyBits) {
        @Override
        public String toString() {
            return algorithm + " " + keyBits;
        }
    }

    private final JcaChoice choice;

    PacketCiphers(JcaChoice choice) {
        this.choice = choice;
    }

    boolean supports(EncryptionAlgorithm algorithm, int keyBits) {
        return isKnown(algorithm, keyBits)
                && choice.isAvailable(new Keyed(algorithm, keyBits), test(algorithm, keyBits));
    }

    boolean supports(IntegrityAlgorithm algorithm) {
        MacPrimitive mac = CipherTable.MACS.get(algorithm);
        return algorithm.equals(IntegrityAlgorithm.NONE) || mac != null && mac.isAvailable(choice);
    }

    SealingCipher sealing(CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey, SecureRandom random) {
        check(spec, encryptionKey, integrityKey);
        JcaSource source = source(spec);
        AeadBinding aead = CipherTable.AEADS.get(spec.encryption());
        if (aead != null) {
            return sealing(aead, source, spec, encryptionKey);
        }
        return new EtmSealingCipher(
                row(spec.encryption()).encrypting().bind(source, encryptionKey, random),
                mac(spec, integrityKey),
                spec.encryption().ivOctets());
    }

    OpeningCipher opening(CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey) {
        check(spec, encryptionKey, integrityKey);
        JcaSource source = source(spec);
        AeadBinding aead = CipherTable.AEADS.get(spec.encryption());
        if (aead != null) {
            return opening(aead, source, spec, encryptionKey);
        }
        return new EtmOpeningCipher(
                row(spec.encryption()).decrypting().bind(source, encryptionKey),
                mac(spec, integrityKey),
                spec.encryption().ivOctets());
    }

    /** The name of the JCA provider that encrypts. */
    String providerOf(CipherSpec spec) {
        return source(spec).provider().getName();
    }

    private JcaSource source(CipherSpec spec) {
        return choice.source(new Keyed(spec.encryption(), spec.keyBits()), test(spec.encryption(), spec.keyBits()));
    }

    private static SealingCipher sealing(AeadBinding aead, JcaSource source, CipherSpec spec, SecretBytes key) {
        return new AeadSealingCipher(
                aead.bind(source, key, spec.keyBits() / 8),
                nonce(spec, key),
                spec.encryption().icvOctets());
    }

    private static OpeningCipher opening(AeadBinding aead, JcaSource source, CipherSpec spec, SecretBytes key) {
        return new AeadOpeningCipher(
                aead.bind(source, key, spec.keyBits() / 8),
                nonce(spec, key),
                spec.encryption().icvOctets());
    }

    /** Of each key length, because not every provider has each. */
    private static JcaChoice.Test test(EncryptionAlgorithm algorithm, int keyBits) {
        return source -> {
            SecretBytes key = KnownAnswers.key(algorithm, keyBits);
            AeadBinding aead = CipherTable.AEADS.get(algorithm);
            if (aead != null) {
                CipherSpec spec = new CipherSpec(algorithm, keyBits, IntegrityAlgorithm.NONE, false);
                return KnownAnswers.agree(
                        algorithm, keyBits, sealing(aead, source, spec, key), opening(aead, source, spec, key));
            }
            CipherBinding row = row(algorithm);
            return KnownAnswers.agree(
                    algorithm,
                    keyBits,
                    row.encrypting().bind(source, key, new KnownAnswers.CountingRandom()),
                    row.decrypting().bind(source, key));
        };
    }

    private static boolean isKnown(EncryptionAlgorithm algorithm, int keyBits) {
        return (CipherTable.AEADS.containsKey(algorithm) || CipherTable.CIPHERS.containsKey(algorithm))
                && algorithm.keyBits().contains(keyBits);
    }

    private static void check(CipherSpec spec, SecretBytes encryptionKey, SecretBytes integrityKey) {
        boolean separateIntegrity = !spec.integrity().equals(IntegrityAlgorithm.NONE);
        if (!isKnown(spec.encryption(), spec.keyBits())
                || separateIntegrity && !CipherTable.MACS.containsKey(spec.integrity())
                || spec.encryption().isAead() == separateIntegrity) {
            throw new IllegalArgumentException("no packet cipher for " + spec);
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

    private static CipherBinding row(EncryptionAlgorithm algorithm) {
        return Objects.requireNonNull(CipherTable.CIPHERS.get(algorithm));
    }

    private PacketMac mac(CipherSpec spec, SecretBytes key) {
        KeyedMac keyed =
                Objects.requireNonNull(CipherTable.MACS.get(spec.integrity())).keyed(choice, key);
        return new PacketMac(keyed, spec.integrity().icvOctets(), spec.extendedSequenceNumbers());
    }
}
