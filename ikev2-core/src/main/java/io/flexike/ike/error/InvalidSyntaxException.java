package io.flexike.ike.error;

/** Some type, length or value of a message is out of range (RFC 7296 2.21, 3.10.1). */
public final class InvalidSyntaxException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault of the peer.
     *
     * @param message a sentence that says what was wrong and where, without secrets
     */
    public InvalidSyntaxException(String message) {
        super(message);
    }

    /** A fault of the peer, and what it was found by. */
    public InvalidSyntaxException(Grounds grounds) {
        super(grounds);
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.INVALID_SYNTAX;
    }
}
