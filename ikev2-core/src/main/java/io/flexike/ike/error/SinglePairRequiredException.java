package io.flexike.ike.error;

/** Only selectors for a single pair of addresses are acceptable (RFC 7296 2.9). */
public final class SinglePairRequiredException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault of the peer.
     *
     * @param message a sentence that says what was wrong and where, without secrets
     */
    public SinglePairRequiredException(String message) {
        super(message);
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.SINGLE_PAIR_REQUIRED;
    }
}
