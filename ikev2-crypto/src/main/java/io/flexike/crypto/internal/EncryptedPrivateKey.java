package io.flexike.crypto.internal;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.BufferedBlockCipher;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/** A private key under a passphrase (RFC 5958 3): PBES2 with PBKDF2 and a block cipher in CBC mode (RFC 8018 6.2). */
final class EncryptedPrivateKey {
    // Our choices. A file that is not ours to trust must not keep a processor busy for long.
    private static final int MOST_ITERATIONS = 5_000_000;
    private static final int MOST_SALT_OCTETS = 1024;
    private static final int MOST_OCTETS = 1 << 16;

    private record Encryption(int keyOctets, Supplier<BlockCipher> cipher) {}

    private static final Map<ASN1ObjectIdentifier, Encryption> ENCRYPTIONS = Map.of(
            NISTObjectIdentifiers.id_aes128_CBC,
            new Encryption(16, AESEngine::newInstance),
            NISTObjectIdentifiers.id_aes192_CBC,
            new Encryption(24, AESEngine::newInstance),
            NISTObjectIdentifiers.id_aes256_CBC,
            new Encryption(32, AESEngine::newInstance),
            PKCSObjectIdentifiers.des_EDE3_CBC,
            new Encryption(24, DESedeEngine::new));

    private static final Map<ASN1ObjectIdentifier, Supplier<Digest>> PRFS = Map.of(
            PKCSObjectIdentifiers.id_hmacWithSHA1,
            SHA1Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA224,
            SHA224Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA256,
            SHA256Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA384,
            SHA384Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA512,
            SHA512Digest::new);

    private EncryptedPrivateKey() {}

    /**
     * The key in PKCS #8 without encryption, for the caller to wipe.
     *
     * @throws IllegalArgumentException if it is malformed, encrypted otherwise or with more work than is done, or the
     *     passphrase is wrong
     */
    static byte[] decrypt(byte[] der, SecretBytes passphrase) {
        PBES2Parameters parameters;
        byte[] encrypted;
        try {
            EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(der);
            encrypted = info.getEncryptedData();
            ASN1ObjectIdentifier algorithm = info.getEncryptionAlgorithm().getAlgorithm();
            if (!algorithm.equals(PKCSObjectIdentifiers.id_PBES2)) {
                throw unsupported("by " + algorithm);
            }
            parameters = Objects.requireNonNull(
                    PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters()));
        } catch (UnsupportedEncryptionException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("an encrypted private key that is malformed", e);
        }
        return decrypt(parameters, encrypted, passphrase);
    }

    private static byte[] decrypt(PBES2Parameters parameters, byte[] encrypted, SecretBytes passphrase) {
        EncryptionScheme scheme = parameters.getEncryptionScheme();
        Encryption encryption = ENCRYPTIONS.get(scheme.getAlgorithm());
        if (encryption == null) {
            throw unsupported("by " + scheme.getAlgorithm());
        }
        BlockCipher block = encryption.cipher.get();
        byte[] iv = iv(scheme, block.getBlockSize());
        if (encrypted.length == 0 || encrypted.length > MOST_OCTETS || encrypted.length % iv.length != 0) {
            throw new IllegalArgumentException("an encrypted private key of " + encrypted.length + " octets");
        }
        KeyParameter key = derive(parameters, encryption.keyOctets, passphrase);
        try {
            BufferedBlockCipher cipher = new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(block));
            cipher.init(false, new ParametersWithIV(key, iv));
            return whole(cipher, encrypted);
        } finally {
            Arrays.fill(key.getKey(), (byte) 0);
        }
    }

    private static byte[] iv(EncryptionScheme scheme, int blockOctets) {
        if (scheme.getParameters() instanceof ASN1OctetString iv && iv.getOctets().length == blockOctets) {
            return iv.getOctets();
        }
        throw new IllegalArgumentException("an encrypted private key without an initialization vector");
    }

    private static KeyParameter derive(PBES2Parameters parameters, int keyOctets, SecretBytes passphrase) {
        ASN1ObjectIdentifier function = parameters.getKeyDerivationFunc().getAlgorithm();
        if (!function.equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            throw unsupported("with a key derived by " + function);
        }
        PBKDF2Params pbkdf2;
        byte[] salt;
        try {
            pbkdf2 = Objects.requireNonNull(
                    PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters()));
            salt = pbkdf2.getSalt();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("an encrypted private key that is malformed", e);
        }
        Supplier<Digest> prf = PRFS.get(pbkdf2.getPrf().getAlgorithm());
        BigInteger length = pbkdf2.getKeyLength();
        if (prf == null) {
            throw unsupported("with a key derived by " + pbkdf2.getPrf().getAlgorithm());
        }
        if (salt.length > MOST_SALT_OCTETS || length != null && !length.equals(BigInteger.valueOf(keyOctets))) {
            throw new IllegalArgumentException("an encrypted private key whose own key is of another length");
        }
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(prf.get());
        byte[] octets = passphrase.toByteArray(SecretAccess.granted());
        try {
            generator.init(octets, salt, iterations(pbkdf2.getIterationCount()));
            return (KeyParameter) generator.generateDerivedParameters(8 * keyOctets);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    private static int iterations(BigInteger count) {
        if (count.signum() <= 0 || count.compareTo(BigInteger.valueOf(MOST_ITERATIONS)) > 0) {
            throw new IllegalArgumentException(
                    "a private key that is encrypted with an iteration count that is not from 1 to " + MOST_ITERATIONS);
        }
        return count.intValue();
    }

    private static byte[] whole(BufferedBlockCipher cipher, byte[] encrypted) {
        byte[] padded = new byte[cipher.getOutputSize(encrypted.length)];
        try {
            int octets = cipher.processBytes(encrypted, 0, encrypted.length, padded, 0);
            octets += cipher.doFinal(padded, octets);
            byte[] pkcs8 = Arrays.copyOf(padded, octets);
            if (!isPrivateKey(pkcs8)) {
                Arrays.fill(pkcs8, (byte) 0);
                throw wrong(null);
            }
            return pkcs8;
        } catch (InvalidCipherTextException e) {
            throw wrong(e);
        } finally {
            Arrays.fill(padded, (byte) 0);
        }
    }

    /** One of 256 wrong passphrases leaves what looks like padding. */
    private static boolean isPrivateKey(byte[] pkcs8) {
        try {
            return PrivateKeyInfo.getInstance(pkcs8) != null;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static IllegalArgumentException wrong(@Nullable Throwable cause) {
        return new IllegalArgumentException("the passphrase of the private key is wrong, or the key is damaged", cause);
    }

    private static UnsupportedEncryptionException unsupported(String how) {
        return new UnsupportedEncryptionException("a private key that is encrypted " + how
                + "; right would be PBES2 with PBKDF2 and AES, such as by \"openssl pkcs8 -topk8 -v2 aes-256-cbc\"");
    }

    private static final class UnsupportedEncryptionException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnsupportedEncryptionException(String what) {
            super(what);
        }
    }
}
