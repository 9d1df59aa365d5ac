package io.flexike.ike.error;

import io.flexike.crypto.transform.KeyExchangeMethod;

/** The KE payload is for another method than the selected one (RFC 7296 1.2, 1.3). */
public final class InvalidKePayloadException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    private final int wanted;

    /**
     * A KE payload of the wrong method.
     *
     * @param wanted the method that was selected
     */
    public InvalidKePayloadException(KeyExchangeMethod wanted) {
        super("The KE payload is not for the selected method " + wanted + ".");
        this.wanted = wanted.value();
    }

    /** The same, and what it was found by. */
    public InvalidKePayloadException(KeyExchangeMethod wanted, Grounds grounds) {
        super(grounds);
        this.wanted = wanted.value();
    }

    /** The method that was selected. */
    public KeyExchangeMethod wanted() {
        return new KeyExchangeMethod(wanted);
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.INVALID_KE_PAYLOAD;
    }

    /** The wanted method in two octets. */
    @Override
    public byte[] notifyData() {
        return new byte[] {(byte) (wanted >>> 8), (byte) wanted};
    }
}
