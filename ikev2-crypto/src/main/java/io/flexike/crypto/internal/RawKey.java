package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** A JCA key that can be wiped, which {@code SecretKeySpec} cannot. */
final class RawKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final transient byte[] octets;
    private transient volatile boolean destroyed;

    private RawKey(String algorithm, byte[] owned) {
        this.algorithm = algorithm;
        this.octets = owned;
    }

    /** The octets {@code from} up to, not including, {@code to} of the secret. */
    static RawKey of(String algorithm, SecretBytes secret, int from, int to) {
        byte[] all = Secrets.open(secret);
        byte[] octets = Arrays.copyOfRange(all, from, to);
        Secrets.wipe(all);
        return new RawKey(algorithm, octets);
    }

    /**
     * A key for HMAC. One of no octets becomes one zero octet, which RFC 2104 pads to the same block and JCA accepts.
     */
    static RawKey forHmac(String algorithm, SecretBytes secret) {
        return new RawKey(algorithm, secret.length() == 0 ? new byte[1] : Secrets.open(secret));
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /**
     * A copy for the cipher.
     *
     * @throws IllegalStateException if destroyed: zeros must not serve as a key
     */
    @Override
    public byte[] getEncoded() {
        byte[] copy = octets.clone();
        if (destroyed) {
            Secrets.wipe(copy);
            throw new IllegalStateException("the key was destroyed");
        }
        return copy;
    }

    @Override
    public void destroy() {
        destroyed = true;
        Secrets.wipe(octets);
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public String toString() {
        return algorithm + " key of " + octets.length + " octets";
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a key stays in memory");
    }
}
