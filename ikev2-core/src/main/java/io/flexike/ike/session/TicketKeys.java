package io.flexike.ike.session;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that seal tickets by value (RFC 5723 9.5): the current one, and the one before, whose tickets are still
 * taken. They serve no other purpose, are to be changed regularly, and each has to outlive the tickets it sealed.
 * Responders that are to take each other's tickets share them. Thread-safe.
 */
public final class TicketKeys {
    /** Octets of a key, at least. */
    public static final int MIN_OCTETS = 32;

    /** Octets of the public name of a key. */
    public static final int ID_OCTETS = 8;

    private static final byte[] ID_LABEL = "name of a ticket key".getBytes(StandardCharsets.US_ASCII);

    private volatile Ring ring;

    /**
     * A key and its public name, which stands in every ticket and follows from the key alone.
     *
     * @param id {@value #ID_OCTETS} octets, not to be changed
     */
    public record Key(byte[] id, SecretBytes secret) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && Arrays.equals(id, that.id) && secret.equals(that.secret);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(id);
        }

        @Override
        public String toString() {
            return "Key[" + secret.length() + " octets]";
        }
    }

    private record Ring(Key current, @Nullable Key previous) {}

    /** @throws IllegalArgumentException if the key has fewer than {@value #MIN_OCTETS} octets */
    public TicketKeys(SecretBytes current) {
        ring = new Ring(named(current), null);
    }

    /** A new key that only this object knows. */
    public static TicketKeys generated(SecureRandom random) {
        return new TicketKeys(generate(random));
    }

    /**
     * Seals with another key from now on. Tickets of the one before are still taken, older ones are not.
     *
     * @throws IllegalArgumentException if the key has fewer than {@value #MIN_OCTETS} octets
     */
    public synchronized void rotate(SecretBytes next) {
        ring = new Ring(named(next), ring.current);
    }

    /** Seals with a new key that only this object knows. */
    public void rotate(SecureRandom random) {
        rotate(generate(random));
    }

    /** The key that seals. */
    public Key current() {
        return ring.current;
    }

    /** The key of that name, if its tickets are still taken. */
    public Optional<Key> find(byte[] id) {
        Ring now = ring;
        List<Key> keys = new ArrayList<>(2);
        keys.add(now.current);
        if (now.previous != null) {
            keys.add(now.previous);
        }
        return keys.stream().filter(key -> Arrays.equals(key.id, id)).findFirst();
    }

    /** Only the number of keys. */
    @Override
    public String toString() {
        return "TicketKeys[" + (ring.previous == null ? 1 : 2) + "]";
    }

    private static SecretBytes generate(SecureRandom random) {
        byte[] octets = new byte[MIN_OCTETS];
        random.nextBytes(octets);
        SecretBytes secret = SecretBytes.copyOf(octets);
        Arrays.fill(octets, (byte) 0);
        return secret;
    }

    private static Key named(SecretBytes secret) {
        if (secret.length() < MIN_OCTETS) {
            throw new IllegalArgumentException(
                    "a ticket key of " + secret.length() + " octets; it takes " + MIN_OCTETS);
        }
        byte[] octets = secret.toByteArray(SecretAccess.granted());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ID_LABEL);
            return new Key(Arrays.copyOf(digest.digest(octets), ID_OCTETS), secret);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }
}
