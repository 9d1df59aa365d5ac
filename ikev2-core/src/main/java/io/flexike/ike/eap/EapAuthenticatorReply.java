package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;
import java.util.Optional;

/** What the authenticator makes of a packet. */
public sealed interface EapAuthenticatorReply {
    /**
     * Send this.
     *
     * @param packet a request
     */
    record Send(EapPacket packet) implements EapAuthenticatorReply {}

    /**
     * The peer is who it says. The conversation is over.
     *
     * @param identity whom the method proved, which need not be the identity that was told before it
     * @param method the method that ran
     * @param msk the 64 octets of the master session key, if the method makes one
     * @param packet EAP-Success, to be sent
     */
    record Succeeded(String identity, EapMethodType method, Optional<SecretBytes> msk, EapPacket packet)
            implements EapAuthenticatorReply {}

    /**
     * The conversation is over without success.
     *
     * @param reason a sentence without its full stop, for our own log; the peer is not told
     * @param packet EAP-Failure, to be sent
     */
    record Failed(String reason, EapPacket packet) implements EapAuthenticatorReply {}

    /** The packet was one that RFC 3748 wants silently discarded; nothing has changed. */
    record Discarded() implements EapAuthenticatorReply {}
}
