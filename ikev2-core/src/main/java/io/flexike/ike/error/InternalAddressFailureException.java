package io.flexike.ike.error;

/** No internal address can be assigned (RFC 7296 3.15.4). */
public final class InternalAddressFailureException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault of the peer.
     *
     * @param message a sentence that says what was wrong and where, without secrets
     */
    public InternalAddressFailureException(String message) {
        super(message);
    }

    /** A fault of the peer, and what it was found by. */
    public InternalAddressFailureException(Grounds grounds) {
        super(grounds);
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.INTERNAL_ADDRESS_FAILURE;
    }
}
