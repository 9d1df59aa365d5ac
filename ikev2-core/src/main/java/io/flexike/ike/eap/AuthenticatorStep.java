package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;
import java.util.Optional;

/** What a method of the authenticator makes of a response. */
final class AuthenticatorStep {
    private static final byte[] NOTHING = {};

    enum Kind {
        ASK,
        DONE,
        REFUSED,
        IGNORED
    }

    final Kind kind;

    /** The type data of the next request, when asking. */
    final byte[] request;

    /** Who it is, when done; why not, when refused. */
    final String text;

    final Optional<SecretBytes> msk;

    private AuthenticatorStep(Kind kind, byte[] request, String text, Optional<SecretBytes> msk) {
        this.kind = kind;
        this.request = request;
        this.text = text;
        this.msk = msk;
    }

    static AuthenticatorStep ask(byte[] data) {
        return new AuthenticatorStep(Kind.ASK, data, "", Optional.empty());
    }

    static AuthenticatorStep done(String identity, Optional<SecretBytes> msk) {
        return new AuthenticatorStep(Kind.DONE, NOTHING, identity, msk);
    }

    static AuthenticatorStep refused(String reason) {
        return new AuthenticatorStep(Kind.REFUSED, NOTHING, reason, Optional.empty());
    }

    static AuthenticatorStep ignored() {
        return new AuthenticatorStep(Kind.IGNORED, NOTHING, "", Optional.empty());
    }
}
