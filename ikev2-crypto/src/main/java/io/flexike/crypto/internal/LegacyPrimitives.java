package io.flexike.crypto.internal;

import io.flexike.crypto.AlgorithmUnavailableException;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.legacy.LegacyAlgorithms;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.MD4Digest;

/** MD4 of Bouncy Castle, as JCA has none, and DES of JCA. */
enum LegacyPrimitives implements LegacyAlgorithms {
    INSTANCE;

    private static final int SEVEN_BITS = 0x7f;

    @Override
    public SecretBytes md4(SecretBytes message) {
        byte[] octets = Secrets.open(message);
        MD4Digest digest = new MD4Digest();
        digest.update(octets, 0, octets.length);
        Secrets.wipe(octets);
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return Secrets.take(out);
    }

    @Override
    public byte[] desEncrypt(SecretBytes key, byte[] block) {
        if (key.length() != DES_KEY_OCTETS || block.length != DES_BLOCK_OCTETS) {
            throw new IllegalArgumentException("A DES key has " + DES_KEY_OCTETS + " octets and a block "
                    + DES_BLOCK_OCTETS + ", not " + key.length() + " and " + block.length);
        }
        byte[] raw = Secrets.open(key);
        byte[] withParity = withParity(raw);
        try {
            // One block for a protocol that demands it: no mode hides anything here.
            @SuppressWarnings("InsecureCryptoUsage")
            Cipher cipher = Cipher.getInstance("DES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(withParity, "DES"));
            return cipher.doFinal(block);
        } catch (GeneralSecurityException absent) {
            throw new AlgorithmUnavailableException("DES", "JCA", String.valueOf(absent.getMessage()));
        } finally {
            Secrets.wipe(raw);
            Secrets.wipe(withParity);
        }
    }

    /** RFC 2759 9.3: every octet takes the next seven bits and ends with a bit that makes the count of ones odd. */
    static byte[] withParity(byte[] raw) {
        long bits = 0;
        for (byte octet : raw) {
            bits = bits << 8 | octet & 0xff;
        }
        byte[] key = new byte[DES_BLOCK_OCTETS];
        for (int i = DES_BLOCK_OCTETS - 1; i >= 0; i--) {
            int seven = (int) bits & SEVEN_BITS;
            key[i] = (byte) (seven << 1 | (Integer.bitCount(seven) + 1) % 2);
            bits >>>= 7;
        }
        return key;
    }
}
