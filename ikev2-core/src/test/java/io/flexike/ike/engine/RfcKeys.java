package io.flexike.ike.engine;

import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The formulas of RFC 5723 5.1 and 4.3.3 once more, for AES-GCM-256 with HMAC-SHA2-512, written from the RFC alone. */
record RfcKeys(
        byte[] request,
        byte[] response,
        byte[] nonceI,
        byte[] nonceR,
        byte[] skEi,
        byte[] skEr,
        byte[] skPi,
        byte[] skPr) {
    private static final int PRF_OCTETS = 64;
    private static final int ENCRYPTION_OCTETS = 36;

    static RfcKeys resumed(byte[] oldSkD, byte[] request, byte[] response) {
        byte[] nonceI = nonce(request);
        byte[] nonceR = nonce(response);
        byte[] skeyseed = hmac(oldSkD, "Resumption".getBytes(StandardCharsets.US_ASCII), nonceI, nonceR);
        byte[] spis = Arrays.copyOf(response, 16);
        int octets = 3 * PRF_OCTETS + 2 * ENCRYPTION_OCTETS;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[0];
        for (int number = 1; all.size() < octets; number++) {
            block = hmac(skeyseed, block, nonceI, nonceR, spis, new byte[] {(byte) number});
            all.writeBytes(block);
        }
        ByteBuffer in = ByteBuffer.wrap(all.toByteArray());
        in.position(PRF_OCTETS);
        return new RfcKeys(
                request,
                response,
                nonceI,
                nonceR,
                next(in, ENCRYPTION_OCTETS),
                next(in, ENCRYPTION_OCTETS),
                next(in, PRF_OCTETS),
                next(in, PRF_OCTETS));
    }

    byte[] auth(boolean ofInitiator, String fqdn) {
        byte[] skP = ofInitiator ? skPi : skPr;
        byte[] identification = ByteBuffer.allocate(4 + fqdn.length())
                .put(new byte[] {2, 0, 0, 0})
                .put(fqdn.getBytes(StandardCharsets.US_ASCII))
                .array();
        return hmac(skP, ofInitiator ? request : response, ofInitiator ? nonceR : nonceI, hmac(skP, identification));
    }

    static byte[] authOf(List<Payload> payloads) {
        return payloads.stream()
                .filter(AuthPayload.class::isInstance)
                .map(payload -> ((AuthPayload) payload).data())
                .findFirst()
                .orElseThrow();
    }

    private static byte[] nonce(byte[] message) {
        try {
            return IkeMessage.decode(ByteBuffer.wrap(message)).payloads().stream()
                    .filter(NoncePayload.class::isInstance)
                    .map(payload -> ((NoncePayload) payload).nonce())
                    .findFirst()
                    .orElseThrow();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] next(ByteBuffer in, int octets) {
        byte[] slice = new byte[octets];
        in.get(slice);
        return slice;
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(key, "HmacSHA512"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
