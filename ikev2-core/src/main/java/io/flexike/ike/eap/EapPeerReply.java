package io.flexike.ike.eap;

import io.flexike.crypto.SecretBytes;
import java.util.Optional;

/** What the peer makes of a packet. */
public sealed interface EapPeerReply {
    /**
     * Send this.
     *
     * @param packet a response
     */
    record Send(EapPacket packet) implements EapPeerReply {}

    /**
     * The authenticator sent EAP-Success, at a time when it might. The conversation is over.
     *
     * @param method the method that ran
     * @param msk the 64 octets of the master session key, if the method makes one
     */
    record Succeeded(EapMethodType method, Optional<SecretBytes> msk) implements EapPeerReply {}

    /**
     * The conversation is over without success.
     *
     * @param reason a sentence without its full stop
     */
    record Failed(String reason) implements EapPeerReply {}

    /**
     * The packet was one that RFC 3748 wants silently discarded; nothing has changed. A lower layer that delivers every
     * packet once, and no forged ones, as IKEv2 does, will wait in vain for another and may as well give up.
     */
    record Discarded() implements EapPeerReply {}
}
