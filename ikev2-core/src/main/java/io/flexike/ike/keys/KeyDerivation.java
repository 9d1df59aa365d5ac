package io.flexike.ike.keys;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.ike.session.ChildSaParameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The key schedule of an IKE SA. */
public final class KeyDerivation {
    private static final byte[] RESUMPTION = "Resumption".getBytes(StandardCharsets.US_ASCII);

    private KeyDerivation() {}

    /**
     * RFC 7296 2.14: {@code SKEYSEED = prf(Ni | Nr, g^ir)}; with the PRFs of AES only the first 64 bits of each nonce
     * are the key.
     */
    public static SecretBytes skeyseed(Prf prf, byte[] nonceI, byte[] nonceR, SecretBytes sharedSecret) {
        byte[] secret = sharedSecret.toByteArray(SecretAccess.granted());
        try {
            byte[] key = concat(beginning(nonceI, prf.seedNonceOctets()), beginning(nonceR, prf.seedNonceOctets()));
            return prf.compute(SecretBytes.copyOf(key), secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /**
     * RFC 7296 2.18, RFC 9370 2.2.4: {@code SKEYSEED = prf(SK_d (old), SK(0) | Ni | Nr | SK(1) | ... | SK(n))}, with
     * the PRF of the old IKE SA.
     */
    public static SecretBytes rekeyedSkeyseed(
            Prf oldPrf, SecretBytes oldSkD, SharedSecrets secrets, byte[] nonceI, byte[] nonceR) {
        byte[] data = secrets.with(nonceI, nonceR);
        try {
            return oldPrf.compute(oldSkD, data);
        } finally {
            Arrays.fill(data, (byte) 0);
        }
    }

    /** RFC 9370 2.2.2: {@code SKEYSEED(n) = prf(SK_d(n-1), SK(n) | Ni | Nr)} of an IKE SA that is being made. */
    public static SecretBytes additionalSkeyseed(
            Prf prf, SecretBytes lastSkD, SecretBytes sharedSecret, byte[] nonceI, byte[] nonceR) {
        byte[] secret = sharedSecret.toByteArray(SecretAccess.granted());
        try {
            return prf.compute(lastSkD, secret, nonceI, nonceR);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** RFC 9867 3.1: {@code SKEYSEED' = prf+(PPK, SK_d)}. */
    public static SecretBytes ppkSkeyseed(Prf prf, SecretBytes ppk, SecretBytes skD) {
        return mix(prf, ppk, skD);
    }

    /**
     * RFC 8784 3: {@code SK_d = prf+(PPK, SK_d')}, {@code SK_pi = prf+(PPK, SK_pi')} and {@code SK_pr = prf+(PPK,
     * SK_pr')}; the other keys are those of before.
     */
    public static IkeKeys withPpk(Prf prf, SecretBytes ppk, IkeKeys keys) {
        return new IkeKeys(
                mix(prf, ppk, keys.skD()),
                keys.skAi(),
                keys.skAr(),
                keys.skEi(),
                keys.skEr(),
                mix(prf, ppk, keys.skPi()),
                mix(prf, ppk, keys.skPr()));
    }

    private static SecretBytes mix(Prf prf, SecretBytes ppk, SecretBytes key) {
        byte[] seed = key.toByteArray(SecretAccess.granted());
        try {
            return prf.expand(ppk, seed, prf.preferredKeyOctets());
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** RFC 5723 5.1: {@code SKEYSEED = prf(SK_d (old), "Resumption" | Ni | Nr)}. */
    public static SecretBytes resumedSkeyseed(Prf prf, SecretBytes oldSkD, byte[] nonceI, byte[] nonceR) {
        return prf.compute(oldSkD, RESUMPTION, nonceI, nonceR);
    }

    /**
     * RFC 7296 2.14: {@code {SK_d | SK_ai | SK_ar | SK_ei | SK_er | SK_pi | SK_pr} = prf+(SKEYSEED, Ni | Nr | SPIi |
     * SPIr)}.
     */
    public static IkeKeys ikeKeys(
            Prf prf, IkeSuite suite, SecretBytes skeyseed, byte[] nonceI, byte[] nonceR, long spiI, long spiR) {
        byte[] seed = ByteBuffer.allocate(nonceI.length + nonceR.length + 16)
                .put(nonceI)
                .put(nonceR)
                .putLong(spiI)
                .putLong(spiR)
                .array();
        CipherSpec cipher = suite.cipherSpec();
        int integrity = cipher.integrityKeyOctets();
        int encryption = cipher.encryptionKeyOctets();
        int prfKey = prf.preferredKeyOctets();
        SecretBytes all = prf.expand(skeyseed, seed, 3 * prfKey + 2 * integrity + 2 * encryption);
        Slicer slicer = new Slicer(all);
        IkeKeys keys = new IkeKeys(
                slicer.next(prfKey),
                slicer.next(integrity),
                slicer.next(integrity),
                slicer.next(encryption),
                slicer.next(encryption),
                slicer.next(prfKey),
                slicer.next(prfKey));
        all.destroy();
        return keys;
    }

    /**
     * RFC 7296 2.17, RFC 9370 2.2.4: {@code KEYMAT = prf+(SK_d, [SK(0) |] Ni | Nr [| SK(1) | ... | SK(n)])}; the keys
     * of the direction initiator to responder come first, and encryption before integrity.
     *
     * @param secrets of the key exchanges that made the Child SA, none in IKE_AUTH
     * @param initiator whether we began the exchange that made the Child SA
     */
    public static ChildSaParameters.Keys childKeys(
            Prf prf,
            CipherSpec cipher,
            SecretBytes skD,
            SharedSecrets secrets,
            byte[] nonceI,
            byte[] nonceR,
            boolean initiator) {
        int integrity = cipher.integrityKeyOctets();
        int encryption = cipher.encryptionKeyOctets();
        byte[] seed = secrets.with(nonceI, nonceR);
        SecretBytes all = prf.expand(skD, seed, 2 * (integrity + encryption));
        Arrays.fill(seed, (byte) 0);
        Slicer slicer = new Slicer(all);
        SecretBytes encryptionI = slicer.next(encryption);
        SecretBytes integrityI = slicer.next(integrity);
        SecretBytes encryptionR = slicer.next(encryption);
        SecretBytes integrityR = slicer.next(integrity);
        all.destroy();
        return initiator
                ? new ChildSaParameters.Keys(encryptionR, integrityR, encryptionI, integrityI)
                : new ChildSaParameters.Keys(encryptionI, integrityI, encryptionR, integrityR);
    }

    private static byte[] beginning(byte[] octets, int atMost) {
        return octets.length <= atMost ? octets : Arrays.copyOf(octets, atMost);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static final class Slicer {
        private final SecretBytes all;
        private int position;

        Slicer(SecretBytes all) {
            this.all = all;
        }

        SecretBytes next(int octets) {
            int from = position;
            position += octets;
            return all.slice(from, position);
        }
    }
}
