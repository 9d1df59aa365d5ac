package io.flexike.ike.error;

import java.nio.ByteBuffer;

/** A request with a Message ID outside the window; reported only in a new INFORMATIONAL exchange (RFC 7296 2.3). */
public final class InvalidMessageIdException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    private final int messageId;

    /**
     * A message outside the window.
     *
     * @param messageId the invalid Message ID, unsigned
     */
    public InvalidMessageIdException(int messageId) {
        super("The Message ID " + Integer.toUnsignedString(messageId) + " is outside the window.");
        this.messageId = messageId;
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.INVALID_MESSAGE_ID;
    }

    /** The invalid Message ID in four octets. */
    @Override
    public byte[] notifyData() {
        return ByteBuffer.allocate(4).putInt(messageId).array();
    }
}
