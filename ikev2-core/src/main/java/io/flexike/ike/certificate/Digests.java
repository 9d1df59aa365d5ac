package io.flexike.ike.certificate;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes by which RFC 7296 and RFC 6960 name keys and objects; nothing rests on collisions being hard to find. */
final class Digests {
    private Digests() {}

    static byte[] sha1(byte[] octets) {
        return digest("SHA-1", octets);
    }

    /**
     * By the content of the object identifier in hexadecimal digits.
     *
     * @throws DerException if it is neither SHA-1 nor SHA-256
     */
    static byte[] named(String identifier, byte[] octets) throws DerException {
        return switch (identifier) {
            case "2b0e03021a" -> sha1(octets);
            case "608648016503040201" -> digest("SHA-256", octets);
            default -> throw new DerException("a hash that is not known");
        };
    }

    private static byte[] digest(String algorithm, byte[] octets) {
        try {
            return MessageDigest.getInstance(algorithm).digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + algorithm, e);
        }
    }
}
