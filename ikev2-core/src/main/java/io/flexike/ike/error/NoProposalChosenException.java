package io.flexike.ike.error;

/** None of the offered proposals is acceptable (RFC 7296 2.7). */
public final class NoProposalChosenException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault of the peer.
     *
     * @param message a sentence that says what was wrong and where, without secrets
     */
    public NoProposalChosenException(String message) {
        super(message);
    }

    /** A fault of the peer, and what it was found by. */
    public NoProposalChosenException(Grounds grounds) {
        super(grounds);
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.NO_PROPOSAL_CHOSEN;
    }
}
