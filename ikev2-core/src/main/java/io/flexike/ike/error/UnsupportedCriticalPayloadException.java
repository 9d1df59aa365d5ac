package io.flexike.ike.error;

/** A payload of unknown type with the critical bit set, which rejects the whole message (RFC 7296 2.5). */
public final class UnsupportedCriticalPayloadException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    private final int payloadType;

    /**
     * A message to reject.
     *
     * @param payloadType the unknown type, 0 to 255
     */
    public UnsupportedCriticalPayloadException(int payloadType) {
        super("A payload of the unknown type " + payloadType + " is marked critical.");
        this.payloadType = payloadType;
    }

    /** The unknown type, 0 to 255. */
    public int payloadType() {
        return payloadType;
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD;
    }

    /** The payload type in one octet. */
    @Override
    public byte[] notifyData() {
        return new byte[] {(byte) payloadType};
    }
}
