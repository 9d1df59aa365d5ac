package io.flexike.ike.error;

/** The peer did not prove its identity, or the identity is not acceptable (RFC 7296 2.21.2). */
public final class AuthenticationFailedException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault of the peer.
     *
     * @param message a sentence that says what was wrong and where, without secrets
     */
    public AuthenticationFailedException(String message) {
        super(message);
    }

    /** A fault of the peer, and what it was found by. */
    public AuthenticationFailedException(Grounds grounds) {
        super(grounds);
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.AUTHENTICATION_FAILED;
    }
}
