package io.flexike.ike.eap;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * MD5-Challenge (RFC 3748 5.4), which is CHAP (RFC 1994).
 *
 * <pre>
 * |  Value-Size   |  Value ...    |  Name ...
 * </pre>
 */
final class Md5Challenge {
    static final int DIGEST_OCTETS = 16;

    private Md5Challenge() {}

    static byte[] encode(byte[] value, String name) {
        byte[] octets = Names.octets(name);
        return ByteBuffer.allocate(1 + value.length + octets.length)
                .put((byte) value.length)
                .put(value)
                .put(octets)
                .array();
    }

    /** The value; empty if it is not all there. */
    static Optional<byte[]> value(byte[] data) {
        if (data.length == 0 || (data[0] & 0xff) > data.length - 1) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(data, 1, 1 + (data[0] & 0xff)));
    }

    /** RFC 1994 4.1: over the identifier, the secret and the challenge. */
    static byte[] response(int identifier, SecretBytes password, byte[] challenge) {
        byte[] secret = password.toByteArray(SecretAccess.granted());
        MessageDigest md5 = Digests.md5();
        md5.update((byte) identifier);
        md5.update(secret);
        Arrays.fill(secret, (byte) 0);
        return md5.digest(challenge);
    }
}
