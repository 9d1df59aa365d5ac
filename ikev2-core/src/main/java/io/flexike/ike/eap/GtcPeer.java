package io.flexike.ike.eap;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;

/** Answers whatever a Generic Token Card request (RFC 3748 5.6) displays with the password. */
final class GtcPeer implements PeerMethod {
    private final SecretBytes password;
    private boolean answered;

    GtcPeer(SecretBytes password) {
        this.password = password;
    }

    @Override
    public PeerStep receive(int identifier, byte[] data) {
        if (answered || data.length == 0) {
            return PeerStep.ignored();
        }
        answered = true;
        return PeerStep.answer(Standing.MAY_SUCCEED, password.toByteArray(SecretAccess.granted()));
    }
}
