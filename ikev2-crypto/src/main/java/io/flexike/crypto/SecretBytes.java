package io.flexike.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * Octets that must not leak: keys, shared secrets, passwords. They print nothing, are compared in constant time, and
 * can be wiped. Thread-safe, except that {@link #destroy()} must not run while another thread still uses the secret.
 */
public final class SecretBytes {
    private final byte[] octets;
    private volatile boolean destroyed;

    private SecretBytes(byte[] owned) {
        this.octets = owned;
    }

    /** A secret of no octets. Every call returns a new one, so that destroying it hurts nobody else. */
    public static SecretBytes empty() {
        return new SecretBytes(new byte[0]);
    }

    /** Copies the octets; the caller may wipe its array afterwards. */
    public static SecretBytes copyOf(byte[] octets) {
        return new SecretBytes(octets.clone());
    }

    /** The UTF-8 form of a text such as a passphrase. An unpaired surrogate becomes {@code ?}. */
    public static SecretBytes ofUtf8(String text) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        SecretBytes secret =
                new SecretBytes(Arrays.copyOfRange(encoded.array(), encoded.arrayOffset(), encoded.remaining()));
        Arrays.fill(encoded.array(), (byte) 0);
        return secret;
    }

    /** The secrets one behind the other, as a new secret. */
    public static SecretBytes concat(SecretBytes... parts) {
        int length = 0;
        for (SecretBytes part : parts) {
            length = Math.addExact(length, part.live().length);
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (SecretBytes part : parts) {
            System.arraycopy(part.octets, 0, joined, at, part.octets.length);
            at += part.octets.length;
        }
        return new SecretBytes(joined);
    }

    /** Number of octets; still known after {@link #destroy()}. */
    public int length() {
        return octets.length;
    }

    /**
     * A copy of the octets, for the caller to wipe when done.
     *
     * @throws IllegalStateException if destroyed
     */
    public byte[] toByteArray(SecretAccess access) {
        Objects.requireNonNull(access, "access");
        return live().clone();
    }

    /**
     * A copy of the octets from {@code from} up to, not including, {@code to}.
     *
     * @throws IndexOutOfBoundsException if that is not a range of this secret
     * @throws IllegalStateException if destroyed
     */
    public SecretBytes slice(int from, int to) {
        Objects.checkFromToIndex(from, to, octets.length);
        return new SecretBytes(Arrays.copyOfRange(live(), from, to));
    }

    /**
     * Whether the octets are the same, in a time that depends only on the lengths.
     *
     * @throws IllegalStateException if destroyed
     */
    public boolean matches(byte[] other) {
        return MessageDigest.isEqual(live(), other);
    }

    /** Overwrites the octets with zeros. Idempotent; slices and copies live on. */
    public void destroy() {
        destroyed = true;
        Arrays.fill(octets, (byte) 0);
    }

    /** Whether {@link #destroy()} was called. */
    public boolean isDestroyed() {
        return destroyed;
    }

    /** Compares in constant time; a destroyed secret equals only itself. */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof SecretBytes that
                && !destroyed
                && !that.destroyed
                && MessageDigest.isEqual(octets, that.octets);
    }

    /** From the length alone: a hash of the content would be a small leak of it. */
    @Override
    public int hashCode() {
        return octets.length;
    }

    /** Only the length, such as {@code SecretBytes[32 octets]}. */
    @Override
    public String toString() {
        return "SecretBytes[" + octets.length + " octets]";
    }

    private byte[] live() {
        if (destroyed) {
            throw new IllegalStateException("the secret was destroyed");
        }
        return octets;
    }
}
