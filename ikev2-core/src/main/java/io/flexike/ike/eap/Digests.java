package io.flexike.ike.eap;

import io.flexike.crypto.AlgorithmUnavailableException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests of old methods. */
final class Digests {
    private Digests() {}

    static MessageDigest md5() {
        return digest("MD5");
    }

    static MessageDigest sha1() {
        return digest("SHA-1");
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException absent) {
            throw new AlgorithmUnavailableException(name, "JCA", String.valueOf(absent.getMessage()));
        }
    }
}
