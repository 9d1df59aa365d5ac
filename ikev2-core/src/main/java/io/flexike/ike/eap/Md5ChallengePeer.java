package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;

/** Answers an MD5-Challenge. */
final class Md5ChallengePeer implements PeerMethod {
    private final String user;
    private final SecretBytes password;
    private boolean answered;

    Md5ChallengePeer(String user, SecretBytes password) {
        this.user = user;
        this.password = password;
    }

    @Override
    public PeerStep receive(int identifier, byte[] data) {
        byte[] challenge = Md5Challenge.value(data).orElse(null);
        // RFC 1994 4.1: a challenge has at least one octet.
        if (answered || challenge == null || challenge.length == 0) {
            return PeerStep.ignored();
        }
        answered = true;
        byte[] response = Md5Challenge.response(identifier, password, challenge);
        return PeerStep.answer(Standing.MAY_SUCCEED, Md5Challenge.encode(response, user));
    }
}
