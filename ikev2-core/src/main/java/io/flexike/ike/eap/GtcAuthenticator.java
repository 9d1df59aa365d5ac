package io.flexike.ike.eap;

import java.util.Optional;

/** Asks by Generic Token Card (RFC 3748 5.6) for the password of the identity the peer told. */
final class GtcAuthenticator implements AuthenticatorMethod {
    private final String identity;
    private final PasswordBook passwords;

    GtcAuthenticator(String identity, PasswordBook passwords) {
        this.identity = identity;
        this.passwords = passwords;
    }

    @Override
    public byte[] first(int identifier) {
        return Names.octets("Password: ");
    }

    @Override
    public AuthenticatorStep receive(byte[] data) {
        return passwords.password(identity).matches(data)
                ? AuthenticatorStep.done(identity, Optional.empty())
                : AuthenticatorStep.refused("wrong user name or password");
    }
}
