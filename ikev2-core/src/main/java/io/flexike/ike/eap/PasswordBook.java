package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The passwords of users, in which nobody is missing: a stranger has one that nobody can guess, so that a method treats
 * him like somebody who mistypes.
 */
final class PasswordBook {
    private static final int STRANGER_OCTETS = 16;

    private final EapUsers users;
    private final SecureRandom random;

    PasswordBook(EapUsers users, SecureRandom random) {
        this.users = users;
        this.random = random;
    }

    SecretBytes password(String name) {
        byte[] guess = new byte[STRANGER_OCTETS];
        random.nextBytes(guess);
        return users.password(name)
                .orElseGet(() -> SecretBytes.ofUtf8(HexFormat.of().formatHex(guess)));
    }
}
