package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.MD4Digest;

/** The peer of EAP-MSCHAPv2, computed by others than this library (RFC 2759, RFC 3079). */
final class ScriptedMsChap {
    /** The EAP type. */
    static final int TYPE = 26;

    private static final int CHALLENGE = 1;
    private static final int RESPONSE = 2;
    private static final int SUCCESS = 3;
    private static final int FAILURE = 4;
    private static final String SEND =
            "On the client side, this is the send key; on the server side, it is the receive key.";
    private static final String RECEIVE =
            "On the client side, this is the receive key; on the server side, it is the send key.";

    private final String name;
    private final byte[] passwordHash;
    private byte[] challengeHash = {};
    private byte[] ntResponse = {};
    private String failure = "";

    /** @param name with a domain and a backslash before it, if there is one */
    ScriptedMsChap(String name, String password) {
        this.name = name;
        passwordHash = md4(password.getBytes(StandardCharsets.UTF_16LE));
    }

    /** The type data that answers this type data. */
    byte[] answer(byte[] request) {
        return switch (request[0]) {
            case CHALLENGE -> response(request);
            case SUCCESS -> {
                assertThat(text(request)).startsWith("S=" + authenticatorResponse());
                yield new byte[] {SUCCESS};
            }
            case FAILURE -> {
                failure = text(request);
                yield new byte[] {FAILURE};
            }
            default -> throw new AssertionError("opcode " + request[0]);
        };
    }

    private static String text(byte[] packet) {
        return new String(packet, 4, packet.length - 4, StandardCharsets.UTF_8);
    }

    /** What the authenticator has said of a failure, such as {@code E=691 R=0 ...}. */
    String failure() {
        return failure;
    }

    private byte[] response(byte[] request) {
        byte[] challenge = Arrays.copyOfRange(request, 5, 21);
        byte[] own = new byte[16];
        new SecureRandom().nextBytes(own);
        String user = name.substring(name.indexOf('\\') + 1);
        challengeHash = Arrays.copyOf(sha1(own, challenge, user.getBytes(StandardCharsets.UTF_8)), 8);
        ntResponse = challengeResponse();
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        int length = 4 + 1 + 49 + octets.length;
        return ByteBuffer.allocate(length)
                .put((byte) RESPONSE)
                .put(request[1])
                .putShort((short) length)
                .put((byte) 49)
                .put(own)
                .put(new byte[8])
                .put(ntResponse)
                .put((byte) 0)
                .put(octets)
                .array();
    }

    private byte[] challengeResponse() {
        byte[] padded = Arrays.copyOf(passwordHash, 21);
        ByteBuffer response = ByteBuffer.allocate(24);
        for (int from = 0; from < padded.length; from += 7) {
            response.put(des(Arrays.copyOfRange(padded, from, from + 7)));
        }
        return response.array();
    }

    /** With the parity bits in between, whose value nobody looks at. */
    private byte[] des(byte[] seven) {
        long bits = ByteBuffer.allocate(8).put((byte) 0).put(seven).getLong(0);
        byte[] key = new byte[8];
        for (int i = 7; i >= 0; i--, bits >>>= 7) {
            key[i] = (byte) (bits << 1);
        }
        try {
            Cipher cipher = Cipher.getInstance("DES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
            return cipher.doFinal(challengeHash);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String authenticatorResponse() {
        byte[] digest = sha1(md4(passwordHash), ntResponse, ascii("Magic server to client signing constant"));
        byte[] proof = sha1(digest, challengeHash, ascii("Pad to make it do more than one iteration"));
        return HexFormat.of().formatHex(proof).toUpperCase(Locale.ROOT);
    }

    /** The 64 octets that go into AUTH: what the authenticator receives with, what it sends with, zeros. */
    byte[] msk() {
        byte[] master = Arrays.copyOf(sha1(md4(passwordHash), ntResponse, ascii("This is the MPPE Master Key")), 16);
        return ByteBuffer.allocate(64)
                .put(startKey(master, SEND))
                .put(startKey(master, RECEIVE))
                .array();
    }

    private static byte[] startKey(byte[] master, String magic) {
        byte[] pad = new byte[40];
        Arrays.fill(pad, (byte) 0xf2);
        return Arrays.copyOf(sha1(master, new byte[40], ascii(magic), pad), 16);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] md4(byte[] data) {
        MD4Digest digest = new MD4Digest();
        digest.update(data, 0, data.length);
        byte[] hash = new byte[16];
        digest.doFinal(hash, 0);
        return hash;
    }

    private static byte[] sha1(byte[]... data) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(ScriptedKeys.concat(data));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
