package io.flexike.ike.error;

/** No further Child SA is accepted on this IKE SA (RFC 7296 1.3). */
public final class NoAdditionalSasException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault of the peer.
     *
     * @param message a sentence that says what was wrong and where, without secrets
     */
    public NoAdditionalSasException(String message) {
        super(message);
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.NO_ADDITIONAL_SAS;
    }
}
