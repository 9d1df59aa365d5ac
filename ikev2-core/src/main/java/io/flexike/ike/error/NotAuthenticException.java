package io.flexike.ike.error;

/**
 * A protected message that does not verify, or is so broken that there is nothing to verify. Anybody may have sent it,
 * so it is dropped without an answer and without an effect (RFC 7296 2.21, RFC 7383 2.6).
 */
public final class NotAuthenticException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /**
     * A message to drop.
     *
     * @param message a sentence that says why it does not verify
     */
    public NotAuthenticException(String message) {
        super(message);
    }

    /** {@link NotifyType#INVALID_SYNTAX}, for want of a better one: it must never be sent. */
    @Override
    public NotifyType notifyType() {
        return NotifyType.INVALID_SYNTAX;
    }
}
