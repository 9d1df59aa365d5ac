package io.flexike.ike.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The formulas of RFC 7296 2.14 and 2.15, RFC 9242 3.3.2, RFC 9370 2.2.2, RFC 8784 3 and RFC 9867 3.1 once more, for
 * AES-GCM-128 with HMAC-SHA2-256, written from the documents alone.
 */
final class RfcInitialKeys {
    private static final int PRF_OCTETS = 32;
    private static final int ENCRYPTION_OCTETS = 20;
    private static final int HEADER_OCTETS = 28;
    private static final int SK = 46;
    private static final int SKF = 53;

    final byte[] skD;
    final byte[] skEi;
    final byte[] skEr;
    final byte[] skPi;
    final byte[] skPr;
    private final byte[] nonces;
    private final byte[] spis;

    private RfcInitialKeys(byte[] skeyseed, byte[] nonces, byte[] spis) {
        this.nonces = nonces;
        this.spis = spis;
        ByteBuffer in = ByteBuffer.wrap(expand(skeyseed, concat(nonces, spis), 3 * PRF_OCTETS + 2 * ENCRYPTION_OCTETS));
        skD = next(in, PRF_OCTETS);
        skEi = next(in, ENCRYPTION_OCTETS);
        skEr = next(in, ENCRYPTION_OCTETS);
        skPi = next(in, PRF_OCTETS);
        skPr = next(in, PRF_OCTETS);
    }

    private RfcInitialKeys(RfcInitialKeys of, byte[] ppk) {
        nonces = of.nonces;
        spis = of.spis;
        skEi = of.skEi;
        skEr = of.skEr;
        skD = expand(ppk, of.skD, PRF_OCTETS);
        skPi = expand(ppk, of.skPi, PRF_OCTETS);
        skPr = expand(ppk, of.skPr, PRF_OCTETS);
    }

    static RfcInitialKeys first(byte[] request, byte[] response, byte[] sharedSecret) {
        byte[] nonces = concat(nonce(request), nonce(response));
        return new RfcInitialKeys(hmac(nonces, sharedSecret), nonces, Arrays.copyOf(response, 16));
    }

    RfcInitialKeys afterKeyExchange(byte[] sharedSecret) {
        return new RfcInitialKeys(hmac(skD, sharedSecret, nonces), nonces, spis);
    }

    RfcInitialKeys afterPpkInIntermediate(byte[] ppk) {
        return new RfcInitialKeys(expand(ppk, skD, PRF_OCTETS), nonces, spis);
    }

    RfcInitialKeys withPpkInAuth(byte[] ppk) {
        return new RfcInitialKeys(this, ppk);
    }

    byte[] confirmation(byte[] ppk) {
        return Arrays.copyOf(hmac(ppk, nonces, spis), 8);
    }

    /** {@code IntAuth_[i/r]N} from that of before and the datagrams of a message. */
    byte[] intAuth(byte[] last, List<byte[]> message) {
        return hmac(isFromInitiator(message) ? skPi : skPr, last, asIfNeitherCutNorEncrypted(message));
    }

    private byte[] asIfNeitherCutNorEncrypted(List<byte[]> message) {
        byte[] content = content(message);
        byte[] head = Arrays.copyOf(message.get(0), HEADER_OCTETS + 4);
        ByteBuffer.wrap(head)
                .put(16, (byte) SK)
                .putInt(24, head.length + content.length)
                .putShort(HEADER_OCTETS + 2, (short) (4 + content.length));
        return concat(head, content);
    }

    /** The inner payloads. */
    byte[] content(List<byte[]> message) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] datagram : message) {
            int associated = HEADER_OCTETS + 4 + (datagram[16] == SKF ? 4 : 0);
            byte[] key = isFromInitiator(message) ? skEi : skEr;
            byte[] iv =
                    concat(Arrays.copyOfRange(key, 16, 20), Arrays.copyOfRange(datagram, associated, associated + 8));
            try {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, 0, 16, "AES"), new GCMParameterSpec(128, iv));
                cipher.updateAAD(datagram, 0, associated);
                byte[] plain = cipher.doFinal(datagram, associated + 8, datagram.length - associated - 8);
                content.write(plain, 0, plain.length - 1 - plain[plain.length - 1]);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        return content.toByteArray();
    }

    /** The AUTH data that the sender of an IKE_AUTH message has to send. */
    byte[] auth(List<byte[]> message, byte[] sharedKey, byte[] firstMessage, byte[] otherNonce, byte[] intAuth) {
        boolean ofInitiator = isFromInitiator(message);
        byte[] identification = payload(message, ofInitiator ? 35 : 36);
        byte[] padded = hmac(sharedKey, "Key Pad for IKEv2".getBytes(StandardCharsets.US_ASCII));
        return hmac(padded, firstMessage, otherNonce, hmac(ofInitiator ? skPi : skPr, identification), intAuth);
    }

    /** The body of the first inner payload of a type. */
    byte[] payload(List<byte[]> message, int type) {
        return find(ByteBuffer.wrap(content(message)), message.get(0)[HEADER_OCTETS], type, 0);
    }

    /** The data of the first inner notify of a type. */
    byte[] notify(List<byte[]> message, int notifyType) {
        return find(ByteBuffer.wrap(content(message)), message.get(0)[HEADER_OCTETS], 41, notifyType);
    }

    static byte[] nonce(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        in.position(HEADER_OCTETS);
        return find(in, message[16], 40, 0);
    }

    private static byte[] find(ByteBuffer in, int first, int wanted, int notifyType) {
        int type = first;
        while (in.hasRemaining()) {
            int next = in.get();
            in.get();
            byte[] body = next(in, in.getShort() - 4);
            boolean found = type == wanted;
            if (found && notifyType != 0) {
                found = ByteBuffer.wrap(body).getShort(2) == notifyType;
                body = Arrays.copyOfRange(body, 4, body.length);
            }
            if (found) {
                return body;
            }
            type = next;
        }
        throw new AssertionError("no payload " + wanted + " " + notifyType);
    }

    private static boolean isFromInitiator(List<byte[]> message) {
        return (message.get(0)[19] & 0x08) != 0;
    }

    private static byte[] expand(byte[] key, byte[] seed, int octets) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[0];
        for (int number = 1; all.size() < octets; number++) {
            block = hmac(key, block, seed, new byte[] {(byte) number});
            all.writeBytes(block);
        }
        return Arrays.copyOf(all.toByteArray(), octets);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] next(ByteBuffer in, int octets) {
        byte[] slice = new byte[octets];
        in.get(slice);
        return slice;
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            Arrays.stream(parts).forEach(mac::update);
            return mac.doFinal();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
