package io.flexike.ike.error;

/** The request cannot be served now but may be repeated later (RFC 7296 2.25). */
public final class TemporaryFailureException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault of the peer.
     *
     * @param message a sentence that says what was wrong and where, without secrets
     */
    public TemporaryFailureException(String message) {
        super(message);
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.TEMPORARY_FAILURE;
    }
}
