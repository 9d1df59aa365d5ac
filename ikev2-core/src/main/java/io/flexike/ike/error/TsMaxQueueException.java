package io.flexike.ike.error;

/** No further Child SA with the same traffic selectors is accepted for another resource (RFC 9611 5.2). */
public final class TsMaxQueueException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    /** @param limit how many there may be */
    public TsMaxQueueException(int limit) {
        super("There are as many Child SAs with these traffic selectors as there may be, which is " + limit
                + " beside the one for all resources.");
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.TS_MAX_QUEUE;
    }
}
