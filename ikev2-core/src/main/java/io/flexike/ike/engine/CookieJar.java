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
import java.util.Optional;

/**
 * Cookies without state (RFC 7296 2.6): the number of a secret, and the first octets of {@code prf(secret, length of
 * IPi | IPi | port | SPIi | Ni)}. The length makes sure that no part of an address passes for a part of a nonce.
 */
final class CookieJar {
    /** Octets of a cookie: the answer must not be longer than any request, which makes it useless for reflection. */
    static final int OCTETS = 20;

    private static final Duration SECRET_LIFETIME = Duration.ofMinutes(2);
    private static final int SECRET_OCTETS = 32;
    private static final int FIXED_OCTETS = 1 + Short.BYTES + Long.BYTES;

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

    /**
     * The cookie that the sender of a request has to come back with, empty if the request carries one of ours already,
     * made with the current secret or the one before. Costs one MAC, two for a cookie of the secret before that is
     * none.
     */
    Optional<byte[]> challenge(FirstGlance request, Path path, long initiatorSpi, Instant now) {
        renew(now);
        byte[] expected = cookie(version, current, path, initiatorSpi, request.nonce());
        ByteBuffer presented = request.cookie();
        if (presented.remaining() != OCTETS) {
            return Optional.of(expected);
        }
        int made = presented.getInt(presented.position());
        boolean ours = matches(presented, expected);
        if (made == version - 1 && previous.length() > 0) {
            ours |= matches(presented, cookie(made, previous, path, initiatorSpi, request.nonce()));
        }
        return ours ? Optional.empty() : Optional.of(expected);
    }

    private static boolean matches(ByteBuffer presented, byte[] expected) {
        byte[] octets = new byte[OCTETS];
        presented.get(presented.position(), octets);
        return MessageDigest.isEqual(octets, expected);
    }

    private void renew(Instant now) {
        if (now.isBefore(renewAt)) {
            return;
        }
        byte[] octets = new byte[SECRET_OCTETS];
        random.nextBytes(octets);
        // RFC 7296 2.6: the secret before is good for a short while only, not for as long as nobody needed a new one.
        boolean fresh = !renewAt.equals(Instant.MIN) && now.isBefore(renewAt.plus(SECRET_LIFETIME));
        previous.destroy();
        previous = fresh ? current : SecretBytes.empty();
        current = SecretBytes.copyOf(octets);
        version++;
        renewAt = now.plus(SECRET_LIFETIME);
    }

    private byte[] cookie(int number, SecretBytes secret, Path path, long initiatorSpi, ByteBuffer nonce) {
        byte[] address = path.remote().getAddress().getAddress();
        // RFC 9329 6.3: a cookie may come back over another connection.
        int port = path.carrier().reliable() ? 0 : path.remote().getPort();
        byte[] input = new byte[FIXED_OCTETS + address.length + nonce.remaining()];
        ByteBuffer.wrap(input)
                .put((byte) address.length)
                .put(address)
                .putShort((short) port)
                .putLong(initiatorSpi)
                .put(nonce.duplicate());
        byte[] mac = prf.compute(secret, input).toByteArray(SecretAccess.granted());
        return ByteBuffer.allocate(OCTETS)
                .putInt(number)
                .put(mac, 0, OCTETS - Integer.BYTES)
                .array();
    }
}
