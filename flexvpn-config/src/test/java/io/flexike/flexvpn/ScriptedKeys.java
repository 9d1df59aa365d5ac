package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The keys of an IKE SA at its initiator and what is done with them, computed by the JDK (RFC 7296 2.14, RFC 5282). */
final class ScriptedKeys {
    private static final Map<Integer, String> PRFS = Map.of(
            PrfAlgorithm.HMAC_SHA1.value(), "HmacSHA1",
            PrfAlgorithm.HMAC_SHA2_256.value(), "HmacSHA256",
            PrfAlgorithm.HMAC_SHA2_384.value(), "HmacSHA384",
            PrfAlgorithm.HMAC_SHA2_512.value(), "HmacSHA512");
    private static final Map<Integer, String> MACS = Map.of(
            IntegrityAlgorithm.HMAC_SHA2_256_128.value(), "HmacSHA256",
            IntegrityAlgorithm.HMAC_SHA2_384_192.value(), "HmacSHA384",
            IntegrityAlgorithm.HMAC_SHA2_512_256.value(), "HmacSHA512");
    private static final int NEXT_PAYLOAD_OFFSET = 16;
    private static final int LENGTH_OFFSET = 24;
    private static final int AES_BLOCK = 16;
    private static final int GCM_IV = 8;
    private static final int GCM_SALT = 4;
    private static final int GCM_ICV = 16;

    private final SecureRandom random = new SecureRandom();
    private final String prf;
    private final boolean gcm;
    private final String mac;
    private final int icv;
    private final byte[] ownIntegrity;
    private final byte[] peerIntegrity;
    private final byte[] ownEncryption;
    private final byte[] peerEncryption;
    private final byte[] ownProof;
    private final byte[] peerProof;

    /**
     * Derives them.
     *
     * @param chosen the proposal of the responder: AES-CBC with HMAC-SHA2, or AES-GCM with 16 octets
     * @param nonces that of the initiator, that of the responder
     * @param spis both in 16 octets
     */
    ScriptedKeys(Proposal chosen, byte[] secret, byte[] nonces, byte[] spis) {
        prf = PRFS.get(chosen.first(TransformType.PRF).orElseThrow().id());
        gcm = chosen.first(TransformType.ENCRYPTION).orElseThrow().id() == EncryptionAlgorithm.AES_GCM_16.value();
        int key = chosen.first(TransformType.ENCRYPTION)
                        .orElseThrow()
                        .keyLengthBits()
                        .orElseThrow()
                / 8;
        int prfOctets = prf(new byte[1]).length;
        int encryption = gcm ? key + GCM_SALT : key;
        mac = chosen.first(TransformType.INTEGRITY)
                .map(each -> MACS.get(each.id()))
                .orElse("");
        // RFC 4868 2.1.1: half of the output
        int integrity = gcm ? 0 : mac(mac, new byte[1], new byte[0]).length;
        icv = gcm ? GCM_ICV : integrity / 2;
        byte[] seed = prf(nonces, secret);
        ByteBuffer keys =
                ByteBuffer.wrap(prfPlus(seed, concat(nonces, spis), 3 * prfOctets + 2 * integrity + 2 * encryption));
        take(keys, prfOctets); // SK_d
        ownIntegrity = take(keys, integrity);
        peerIntegrity = take(keys, integrity);
        ownEncryption = take(keys, encryption);
        peerEncryption = take(keys, encryption);
        ownProof = take(keys, prfOctets);
        peerProof = take(keys, prfOctets);
    }

    private static byte[] take(ByteBuffer keys, int octets) {
        byte[] key = new byte[octets];
        keys.get(key);
        return key;
    }

    static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    byte[] prf(byte[] key, byte[]... data) {
        return mac(prf, key, concat(data));
    }

    private byte[] prfPlus(byte[] key, byte[] seed, int octets) {
        byte[] all = new byte[0];
        byte[] last = new byte[0];
        for (byte i = 1; all.length < octets; i++) {
            last = prf(key, last, seed, new byte[] {i});
            all = concat(all, last);
        }
        return all;
    }

    private static byte[] mac(String algorithm, byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** SK_pi. */
    byte[] ownProofKey() {
        return ownProof.clone();
    }

    /** What the initiator signs: its first message, the other's nonce, and its identity (RFC 7296 2.15). */
    byte[] ownSignedOctets(byte[] message, byte[] peerNonce, byte[] identity) {
        return concat(message, peerNonce, prf(ownProof, identity));
    }

    /** What the responder signs. */
    byte[] peerSignedOctets(byte[] message, byte[] ownNonce, byte[] identity) {
        return concat(message, ownNonce, prf(peerProof, identity));
    }

    /** A part of what an SK or SKF payload holds; an SK payload is the only part. */
    record Part(PayloadType firstInner, int number, int total, byte[] content) {}

    /** The message with a part in its SK payload, or in an SKF payload if there are more parts. */
    byte[] seal(IkeHeader header, Part part) {
        boolean fragment = part.total() > 1;
        byte[] numbers = fragment
                ? ByteBuffer.allocate(4)
                        .putShort((short) part.number())
                        .putShort((short) part.total())
                        .array()
                : new byte[0];
        int padding = gcm ? 0 : AES_BLOCK - 1 - part.content().length % AES_BLOCK;
        byte[] plain = concat(part.content(), new byte[padding], new byte[] {(byte) padding});
        byte[] iv = new byte[gcm ? GCM_IV : AES_BLOCK];
        random.nextBytes(iv);
        int body = numbers.length + iv.length + plain.length + icv;
        ByteBuffer out = ByteBuffer.allocate(IkeHeader.OCTETS + Payload.HEADER_OCTETS + body);
        header.encode(out);
        out.put(NEXT_PAYLOAD_OFFSET, (byte) (fragment ? PayloadType.SKF : PayloadType.SK).value());
        out.putInt(LENGTH_OFFSET, out.capacity());
        out.put((byte) part.firstInner().value()).put((byte) 0).putShort((short) (Payload.HEADER_OCTETS + body));
        out.put(numbers);
        byte[] associated = Arrays.copyOf(out.array(), out.position());
        out.put(iv).put(crypt(Cipher.ENCRYPT_MODE, ownEncryption, iv, associated, plain));
        if (!gcm) {
            out.put(icv(ownIntegrity, Arrays.copyOf(out.array(), out.position())));
        }
        return out.array();
    }

    /** What is in a message with an SK or SKF payload alone; it has to verify. */
    Part open(byte[] message) {
        boolean fragment = message[NEXT_PAYLOAD_OFFSET] == PayloadType.SKF.value();
        ByteBuffer in = ByteBuffer.wrap(message).position(IkeHeader.OCTETS);
        PayloadType firstInner = new PayloadType(in.get() & 0xff);
        in.get();
        assertThat(in.getShort() & 0xffff).isEqualTo(message.length - IkeHeader.OCTETS);
        int number = fragment ? in.getShort() : 1;
        int total = fragment ? in.getShort() : 1;
        byte[] associated = Arrays.copyOf(message, in.position());
        byte[] iv = take(in, gcm ? GCM_IV : AES_BLOCK);
        if (!gcm) {
            byte[] before = Arrays.copyOf(message, message.length - icv);
            assertThat(Arrays.copyOfRange(message, before.length, message.length))
                    .as("integrity check value")
                    .isEqualTo(icv(peerIntegrity, before));
        }
        byte[] sealed = take(in, gcm ? in.remaining() : in.remaining() - icv);
        byte[] plain = crypt(Cipher.DECRYPT_MODE, peerEncryption, iv, associated, sealed);
        int padding = plain[plain.length - 1] & 0xff;
        return new Part(firstInner, number, total, Arrays.copyOf(plain, plain.length - 1 - padding));
    }

    private byte[] icv(byte[] key, byte[] data) {
        return Arrays.copyOf(mac(mac, key, data), icv);
    }

    private byte[] crypt(int direction, byte[] key, byte[] iv, byte[] associated, byte[] data) {
        try {
            if (!gcm) {
                Cipher cbc = Cipher.getInstance("AES/CBC/NoPadding");
                cbc.init(direction, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
                return cbc.doFinal(data);
            }
            int octets = key.length - GCM_SALT;
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            byte[] nonce = concat(Arrays.copyOfRange(key, octets, key.length), iv);
            cipher.init(
                    direction,
                    new SecretKeySpec(Arrays.copyOf(key, octets), "AES"),
                    new GCMParameterSpec(8 * GCM_ICV, nonce));
            cipher.updateAAD(associated);
            return cipher.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the message does not verify", e);
        }
    }
}
