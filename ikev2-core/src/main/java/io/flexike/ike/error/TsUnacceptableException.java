package io.flexike.ike.error;

/** Nothing of the offered traffic selectors is allowed (RFC 7296 2.9). */
public final class TsUnacceptableException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault of the peer.
     *
     * @param message a sentence that says what was wrong and where, without secrets
     */
    public TsUnacceptableException(String message) {
        super(message);
    }

    /** A fault of the peer, and what it was found by. */
    public TsUnacceptableException(Grounds grounds) {
        super(grounds);
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.TS_UNACCEPTABLE;
    }
}
