package io.flexike.ike.error;

/** A NAT is in between although the sender of the request does not allow any (RFC 4555 3.9). */
public final class UnexpectedNatException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault of the peer.
     *
     * @param message a sentence that says what was wrong and where, without secrets
     */
    public UnexpectedNatException(String message) {
        super(message);
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.UNEXPECTED_NAT_DETECTED;
    }
}
