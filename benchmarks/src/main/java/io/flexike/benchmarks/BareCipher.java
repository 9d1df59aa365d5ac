package io.flexike.benchmarks;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** The JCA calls that one packet cannot do without, written down as one would for a single algorithm. */
final class BareCipher {
    static final int AAD_OCTETS = 8;

    private final BulkCipher kind;
    private final @Nullable Cipher cipher;
    private final @Nullable Mac mac;
    private final Key key;
    private final int ivOctets;
    private final int nonceOctets;
    private final int icvOctets;
    private final SecureRandom random = new SecureRandom();
    private long counter;

    BareCipher(BulkCipher kind, List<Provider> preferred) throws GeneralSecurityException {
        this.kind = kind;
        this.cipher = kind.transformation().isEmpty() ? null : cipher(kind.transformation(), preferred);
        int keyOctets = Math.max(1, kind.spec().keyBits() / 8);
        this.key = new SecretKeySpec(octets(keyOctets), kind.keyAlgorithm().isEmpty() ? "none" : kind.keyAlgorithm());
        this.mac = kind.macName().isEmpty() ? null : mac(kind.macName(), preferred);
        this.ivOctets = kind.spec().encryption().ivOctets();
        EncryptionAlgorithm encryption = kind.spec().encryption();
        this.nonceOctets = encryption.saltOctets() + ivOctets;
        this.icvOctets = kind.isAead()
                ? Math.max(12, encryption.icvOctets())
                : kind.spec().integrity().icvOctets();
    }

    /** The packet is AAD | IV | text | ICV, sealed in place. */
    void seal(byte[] packet, int textOctets) throws GeneralSecurityException {
        int start = AAD_OCTETS + ivOctets;
        if (kind.isAead()) {
            ByteBuffer.wrap(packet).putLong(AAD_OCTETS, ++counter);
            initAead(Cipher.ENCRYPT_MODE, packet);
            apply(packet, start, textOctets, 0);
            return;
        }
        encrypt(packet, start, textOctets);
        byte[] icv = mac(packet, start + textOctets);
        System.arraycopy(icv, 0, packet, start + textOctets, icvOctets);
    }

    /** The opposite. */
    void open(byte[] packet, int textOctets) throws GeneralSecurityException {
        int start = AAD_OCTETS + ivOctets;
        if (kind.isAead()) {
            initAead(Cipher.DECRYPT_MODE, packet);
            apply(packet, start, textOctets, icvOctets);
            return;
        }
        byte[] icv = mac(packet, start + textOctets);
        int difference = 0;
        for (int i = 0; i < icvOctets; i++) {
            difference |= icv[i] ^ packet[start + textOctets + i];
        }
        if (difference != 0) {
            throw new AssertionError("not authentic");
        }
        if (cipher != null) {
            cipher.init(Cipher.DECRYPT_MODE, key, iv(packet));
            cipher.doFinal(packet, start, textOctets, packet, start);
        }
    }

    int icvOctets() {
        return icvOctets;
    }

    private void initAead(int mode, byte[] packet) throws GeneralSecurityException {
        byte[] nonce = new byte[nonceOctets];
        System.arraycopy(packet, AAD_OCTETS, nonce, nonceOctets - ivOctets, ivOctets);
        AlgorithmParameterSpec parameters = kind.transformation().startsWith("ChaCha20")
                ? new IvParameterSpec(nonce)
                : new GCMParameterSpec(8 * icvOctets, nonce);
        required().init(mode, key, parameters);
        required().updateAAD(packet, 0, AAD_OCTETS);
    }

    /** GMAC has no text, but more associated data. */
    private void apply(byte[] packet, int start, int textOctets, int icvRead) throws GeneralSecurityException {
        if (kind == BulkCipher.NULL_AES_GMAC_128) {
            required().updateAAD(packet, AAD_OCTETS, ivOctets + textOctets);
            required().doFinal(packet, start + textOctets, icvRead, packet, start + textOctets);
        } else {
            required().doFinal(packet, start, textOctets + icvRead, packet, start);
        }
    }

    private void encrypt(byte[] packet, int start, int textOctets) throws GeneralSecurityException {
        if (cipher == null) {
            return;
        }
        if (ivOctets == cipher.getBlockSize()) {
            byte[] iv = new byte[ivOctets];
            random.nextBytes(iv);
            System.arraycopy(iv, 0, packet, AAD_OCTETS, ivOctets);
        } else {
            ByteBuffer.wrap(packet).putLong(AAD_OCTETS, ++counter);
        }
        cipher.init(Cipher.ENCRYPT_MODE, key, iv(packet));
        cipher.doFinal(packet, start, textOctets, packet, start);
    }

    private IvParameterSpec iv(byte[] packet) {
        byte[] block = new byte[required().getBlockSize()];
        System.arraycopy(packet, AAD_OCTETS, block, ivOctets < block.length ? 4 : 0, ivOctets);
        return new IvParameterSpec(block);
    }

    private byte[] mac(byte[] packet, int octets) {
        if (mac == null) {
            throw new AssertionError(kind + " has no MAC");
        }
        mac.update(packet, 0, octets);
        return mac.doFinal();
    }

    private Cipher required() {
        if (cipher == null) {
            throw new AssertionError(kind + " does not encrypt");
        }
        return cipher;
    }

    private byte[] octets(int count) {
        byte[] octets = new byte[count];
        random.nextBytes(octets);
        return octets;
    }

    private static Cipher cipher(String transformation, List<Provider> preferred) throws GeneralSecurityException {
        for (Provider provider : inOrder(preferred)) {
            try {
                return Cipher.getInstance(transformation, provider);
            } catch (NoSuchAlgorithmException e) {
                // the next one
            }
        }
        throw new NoSuchAlgorithmException(transformation);
    }

    private Mac mac(String name, List<Provider> preferred) throws GeneralSecurityException {
        for (Provider provider : inOrder(preferred)) {
            if (provider.getService("Mac", name) != null) {
                Mac found = Mac.getInstance(name, provider);
                found.init(new SecretKeySpec(octets(kind.spec().integrityKeyOctets()), name));
                return found;
            }
        }
        throw new NoSuchAlgorithmException(name);
    }

    private static List<Provider> inOrder(List<Provider> preferred) {
        List<Provider> all = new java.util.ArrayList<>(preferred);
        all.addAll(List.of(Security.getProviders()));
        all.add(new BouncyCastleProvider());
        return all;
    }
}
