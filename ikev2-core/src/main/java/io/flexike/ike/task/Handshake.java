package io.flexike.ike.task;

import io.flexike.ike.auth.SignatureHashes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What IKE_SA_INIT leaves for IKE_AUTH (RFC 7296 2.15); gone when the IKE SA is established. */
public final class Handshake {
    private byte[] nonceI = new byte[0];
    private byte[] nonceR = new byte[0];
    private byte @Nullable [] initRequest;
    private byte @Nullable [] initResponse;
    private @Nullable SignatureHashes signatureHashes;

    public void nonces(byte[] initiator, byte[] responder) {
        nonceI = initiator;
        nonceR = responder;
    }

    public byte[] nonceI() {
        return nonceI;
    }

    public byte[] nonceR() {
        return nonceR;
    }

    /** The hash functions for signatures, if both ends have announced some (RFC 7427 4). */
    public Optional<SignatureHashes> signatureHashes() {
        return Optional.ofNullable(signatureHashes);
    }

    void signatureHashes(Optional<SignatureHashes> announced) {
        signatureHashes = announced.orElse(null);
    }

    /** The IKE_SA_INIT messages that counted, from the IKE header on. */
    public void messages(byte[] request, byte[] response) {
        initRequest = request;
        initResponse = response;
    }

    /** The first message of one side. */
    public byte[] firstMessage(boolean ofInitiator) {
        byte[] message = ofInitiator ? initRequest : initResponse;
        if (message == null) {
            throw new AssertionError("IKE_SA_INIT has not ended");
        }
        return message;
    }
}
