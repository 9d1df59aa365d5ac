package io.flexike.ike.eap;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;

/** Asks by MD5-Challenge for the password of the identity the peer told. */
final class Md5ChallengeAuthenticator implements AuthenticatorMethod {
    private final String name;
    private final String identity;
    private final PasswordBook passwords;
    private final byte[] challenge = new byte[Md5Challenge.DIGEST_OCTETS];
    private int identifier;

    Md5ChallengeAuthenticator(String name, String identity, PasswordBook passwords, SecureRandom random) {
        this.name = name;
        this.identity = identity;
        this.passwords = passwords;
        random.nextBytes(challenge);
    }

    @Override
    public byte[] first(int identifierOfRequest) {
        this.identifier = identifierOfRequest;
        return Md5Challenge.encode(challenge, name);
    }

    @Override
    public AuthenticatorStep receive(byte[] data) {
        byte[] response = Md5Challenge.value(data).orElse(null);
        if (response == null || response.length != Md5Challenge.DIGEST_OCTETS) {
            return AuthenticatorStep.ignored();
        }
        byte[] expected = Md5Challenge.response(identifier, passwords.password(identity), challenge);
        return MessageDigest.isEqual(expected, response)
                ? AuthenticatorStep.done(identity, Optional.empty())
                : AuthenticatorStep.refused("wrong user name or password");
    }
}
