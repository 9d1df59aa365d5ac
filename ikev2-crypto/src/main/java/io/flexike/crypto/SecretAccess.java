package io.flexike.crypto;

/**
 * The token that {@link SecretBytes#toByteArray(SecretAccess)} asks for, so that every place that takes a secret out of
 * its wrapping can be found by searching for {@code SecretAccess.granted()}.
 */
public final class SecretAccess {
    private static final SecretAccess GRANTED = new SecretAccess();

    private SecretAccess() {}

    /** The token. Who writes this call says: from here on I look after the octets. */
    public static SecretAccess granted() {
        return GRANTED;
    }
}
