package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;
import java.util.Map;
import java.util.Optional;

/** The passwords an authenticator checks against. Called from within {@link EapAuthenticator#receive}. */
@FunctionalInterface
public interface EapUsers {
    /**
     * The password of a user in UTF-8, which the caller neither changes nor destroys; empty if there is no such user.
     *
     * @param name as the peer wrote it, a domain such as {@code CORP\} included
     */
    Optional<SecretBytes> password(String name);

    /** A list that does not change, of names in the exact writing; equal to another one with the same in it. */
    static EapUsers of(Map<String, SecretBytes> passwords) {
        return new PasswordList(passwords);
    }

    /** Nobody: for methods that need no password. */
    static EapUsers none() {
        return name -> Optional.empty();
    }
}
