package io.flexike.ike.error;

/** The peer must ask for a configuration and did not (RFC 7296 2.19). */
public final class FailedCpRequiredException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault of the peer.
     *
     * @param message a sentence that says what was wrong and where, without secrets
     */
    public FailedCpRequiredException(String message) {
        super(message);
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.FAILED_CP_REQUIRED;
    }
}
