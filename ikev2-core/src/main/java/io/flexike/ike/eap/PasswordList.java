package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;
import java.util.Map;
import java.util.Optional;

/** Users with their passwords. */
record PasswordList(Map<String, SecretBytes> passwords) implements EapUsers {
    PasswordList {
        passwords = Map.copyOf(passwords);
    }

    @Override
    public Optional<SecretBytes> password(String name) {
        return Optional.ofNullable(passwords.get(name));
    }

    /** How many there are. */
    @Override
    public String toString() {
        return passwords.size() + " users";
    }
}
