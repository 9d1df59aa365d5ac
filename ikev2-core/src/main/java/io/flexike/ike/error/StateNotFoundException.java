package io.flexike.ike.error;

/** A request for an additional key exchange that nothing is known of, or not any more (RFC 9370 2.2.4). */
public final class StateNotFoundException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    public StateNotFoundException() {
        super("There is no CREATE_CHILD_SA whose key exchanges this one would go on with.");
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.STATE_NOT_FOUND;
    }
}
