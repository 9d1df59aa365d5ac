package io.flexike.ike.engine;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.session.Path;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/** Cookies without state: {@code version | prf(secret, Ni | IPi | port | SPIi)} (RFC 7296 2.6). */
final class CookieJar {
    private static final Duration SECRET_LIFETIME = Duration.ofMinutes(2);
    private static final int SECRET_OCTETS = 32;

    private final Prf prf;
    private final SecureRandom random;
    private SecretBytes current;
    private SecretBytes previous;
    private int version;
    private Instant renewAt = Instant.MIN;

    CookieJar(EngineSettings settings) {
        prf = settings.crypto().prf(PrfAlgorithm.HMAC_SHA2_256);
        random = settings.random();
        current = SecretBytes.empty();
        previous = current;
    }

    byte[] cookie(Path path, long initiatorSpi, byte[] nonce, Instant now) {
        renew(now);
        return cookie(version, current, path, initiatorSpi, nonce);
    }

    /** Whether a cookie is one of ours, made with the current secret or the one before. */
    boolean accepts(byte[] cookie, Path path, long initiatorSpi, byte[] nonce, Instant now) {
        renew(now);
        if (cookie.length < Integer.BYTES) {
            return false;
        }
        int made = ByteBuffer.wrap(cookie).getInt();
        if (made != version && (made != version - 1 || previous.length() == 0)) {
            return false;
        }
        SecretBytes secret = made == version ? current : previous;
        return MessageDigest.isEqual(cookie, cookie(made, secret, path, initiatorSpi, nonce));
    }

    private void renew(Instant now) {
        if (now.isBefore(renewAt)) {
            return;
        }
        byte[] octets = new byte[SECRET_OCTETS];
        random.nextBytes(octets);
        previous = current;
        current = SecretBytes.copyOf(octets);
        version++;
        renewAt = now.plus(SECRET_LIFETIME);
    }

    private byte[] cookie(int number, SecretBytes secret, Path path, long initiatorSpi, byte[] nonce) {
        byte[] address = path.remote().getAddress().getAddress();
        // RFC 9329 6.3: a cookie may come back over another connection.
        int port = path.carrier().reliable() ? 0 : path.remote().getPort();
        byte[] rest = ByteBuffer.allocate(address.length + 10)
                .put(address)
                .putShort((short) port)
                .putLong(initiatorSpi)
                .array();
        byte[] mac = prf.compute(secret, nonce, rest).toByteArray(SecretAccess.granted());
        return ByteBuffer.allocate(Integer.BYTES + mac.length)
                .putInt(number)
                .put(mac)
                .array();
    }
}
