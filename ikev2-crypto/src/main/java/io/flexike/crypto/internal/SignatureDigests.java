package io.flexike.crypto.internal;

import io.flexike.crypto.signature.SignatureHash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;

/** Hash functions for signatures. */
final class SignatureDigests {
    private SignatureDigests() {}

    /** The name of the JCA such as {@code SHA-256}. */
    static String jcaName(SignatureHash hash) {
        return hash.equals(SignatureHash.SHA1) ? "SHA-1" : "SHA-" + 8 * hash.octets();
    }

    static byte[] hash(SignatureHash hash, byte[] octets) {
        try {
            return MessageDigest.getInstance(jcaName(hash)).digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + hash, e);
        }
    }

    /** For the nonces of RFC 6979. */
    static Digest forNonces(SignatureHash hash) {
        return switch (hash.octets()) {
            case 32 -> new SHA256Digest();
            case 48 -> new SHA384Digest();
            case 64 -> new SHA512Digest();
            default -> throw new IllegalArgumentException("ECDSA with " + hash + " is not supported");
        };
    }
}
